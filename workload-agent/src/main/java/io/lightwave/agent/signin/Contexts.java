package io.lightwave.agent.signin;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The contexts of a user, a file for each below `$XDG_CONFIG_HOME/lightwave` that nobody else may read.
public final class Contexts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final String SUFFIX = ".json";
    private static final Set<PosixFilePermission> OWN_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWN_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path folder;
    private final Path current;

    private Contexts(Path home) {
        this.folder = home.resolve("contexts");
        this.current = home.resolve("current-context");
    }

    /// Where the XDG Base Directory Specification says.
    public static Contexts of(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = Path.of(home).isAbsolute()
                ? Path.of(home)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config");
        return new Contexts(base.resolve("lightwave"));
    }

    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /// The name of the one that is used when none is named.
    public Optional<String> current() {
        try {
            return Optional.of(Files.readString(current).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(current, e);
        }
    }

    public Context require(String name) {
        Path file = file(name);
        try {
            if (!OWN_FILE.containsAll(Files.getPosixFilePermissions(file))) {
                throw new Failure(
                        Failure.Kind.USAGE,
                        "others may read %s, which has credentials in it: chmod 600 it, or sign in anew"
                                .formatted(file));
            }
            return JSON.readValue(Files.readAllBytes(file), Context.class);
        } catch (NoSuchFileException e) {
            throw new Failure(Failure.Kind.USAGE, "there is no context '%s'".formatted(name)).trying("context list");
        } catch (IOException | JacksonException e) {
            throw unusable(file, e);
        }
    }

    /// Keeps it, and uses it from now on.
    public void keep(String name, Context context) {
        write(file(name), JSON.writeValueAsBytes(context));
        use(name);
    }

    /// @param name of one that there is
    public void use(String name) {
        require(name);
        write(current, name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    public void remove(String name) {
        require(name);
        try {
            Files.delete(file(name));
            if (current().equals(Optional.of(name))) {
                Files.delete(current);
            }
        } catch (IOException e) {
            throw unusable(file(name), e);
        }
    }

    private Path file(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure(
                    Failure.Kind.USAGE, "'%s' is no name: letters, digits, dots, - and _ only".formatted(name));
        }
        return folder.resolve(name + SUFFIX);
    }

    /// Whole or not at all, and never readable for others.
    private void write(Path file, byte[] content) {
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWN_FOLDER));
            Path written = Files.createTempFile(folder, "new", "", PosixFilePermissions.asFileAttribute(OWN_FILE));
            Files.write(written, content);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Failure unusable(Path file, Exception e) {
        return new Failure(Failure.Kind.USAGE, "cannot use %s: %s".formatted(file, e));
    }
}
