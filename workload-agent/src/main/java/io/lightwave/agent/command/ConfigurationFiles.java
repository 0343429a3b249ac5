package io.lightwave.agent.command;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The files of configuration that a command is given, and how they get to the server. The server reads the YAML; the
/// values of secrets are looked up here, go beside the files, and only those that the files themselves refer to.
final class ConfigurationFiles {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int DEEPEST = 8;
    private static final int LOOKS = 10;
    private static final Path STANDARD_INPUT = Path.of("-");

    /// Which objects go that no file names.
    enum Prune {
        none,
        applied,
        all
    }

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description =
                    "A YAML file, a folder of them (also those below it), or - for standard input. Can be repeated.")
    List<Path> paths = List.of();

    @Option(
            names = "--prune",
            arity = "0..1",
            fallbackValue = "applied",
            defaultValue = "none",
            paramLabel = "WHICH",
            description = {
                "Deletes what no file names: without a value, objects that earlier applies made;",
                "with =all, every object of the kinds that the files have members for."
            })
    Prune prune = Prune.none;

    private final Map<Path, String> streams = new HashMap<>(); // what can be read once: standard input, pipes

    private record Source(String name, String text, Path folder) {}

    /// What the server answers to `plan` or `apply`.
    ///
    /// @param digest of the plan that is to be applied; null for none
    JsonNode send(Connection server, String operation, Map<String, String> environment, @Nullable String digest) {
        List<Source> sources = sources();
        Map<String, String> secrets = new LinkedHashMap<>();
        JsonNode answer = send(server, operation, sources, secrets, digest);
        if (!answer.path("needs").isEmpty()) {
            for (JsonNode need : answer.path("needs")) {
                secrets.put(need.stringValue(), value(need.stringValue(), sources, environment));
            }
            answer = send(server, operation, sources, secrets, digest);
        }
        return answer;
    }

    private JsonNode send(
            Connection server,
            String operation,
            List<Source> sources,
            Map<String, String> secrets,
            @Nullable String digest) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "files",
                sources.stream()
                        .map(source -> Map.of("name", source.name(), "text", source.text()))
                        .toList());
        body.put("secrets", secrets);
        body.put("prune", prune.name());
        if (digest != null) {
            body.put("digest", digest);
        }
        return server.call("POST", "/api/v1/configuration/" + operation, body, PATIENCE);
    }

    /// Another text when any of the files is another.
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Source source : sources()) {
                digest.update((source.name() + "\0" + source.text() + "\0").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Of a reference that a file has: whatever the server asks for besides stays here.
    private static String value(String reference, List<Source> sources, Map<String, String> environment) {
        List<Source> referring =
                sources.stream().filter(one -> refers(one.text(), reference)).toList();
        if (referring.isEmpty()) {
            throw new Failure(
                    Failure.Kind.REFUSED, "the server asks for %s, which no file refers to".formatted(reference));
        }
        Source source = referring.getFirst();
        String name = reference.substring(reference.indexOf(':') + 1);
        if (reference.startsWith("env:")) {
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new Failure(
                        Failure.Kind.USAGE, "%s refers to %s: set %s".formatted(source.name(), reference, name));
            }
            return value;
        }
        String value = content(source, reference, name);
        for (Source other : referring.subList(1, referring.size())) {
            if (!content(other, reference, name).equals(value)) {
                throw new Failure(
                        Failure.Kind.USAGE,
                        "%s in %s is another file than in %s, and only one of them can be sent: give them different names"
                                .formatted(reference, other.name(), source.name()));
            }
        }
        return value;
    }

    private static String content(Source source, String reference, String name) {
        try {
            String text = Files.readString(source.folder().resolve(name));
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException | InvalidPathException e) {
            throw new Failure(
                    Failure.Kind.USAGE, "%s refers to %s, which cannot be read".formatted(source.name(), reference));
        }
    }

    /// Whether the text has the reference and not one of which it is the beginning only.
    private static boolean refers(String text, String reference) {
        return Pattern.compile(Pattern.quote(reference) + "(?=[\\s\"',\\]}]|$)")
                .matcher(text)
                .find();
    }

    /// As they stand together at one moment: the folders of a ConfigMap may be exchanged while they are read.
    private List<Source> sources() {
        List<Source> once = read();
        for (int i = 0; i < LOOKS; i++) {
            List<Source> again = read();
            if (again.equals(once)) {
                return once;
            }
            once = again;
        }
        throw new Failure(Failure.Kind.USAGE, "the files change all the time");
    }

    private List<Source> read() {
        var sources = new ArrayList<Source>();
        for (Path path : paths) {
            try {
                if (path.equals(STANDARD_INPUT)) {
                    sources.add(new Source("standard input", text(path), Path.of("")));
                } else if (Files.isDirectory(path)) {
                    folder(path, sources);
                } else {
                    sources.add(source(path));
                }
            } catch (IOException | UncheckedIOException e) {
                throw new Failure(Failure.Kind.USAGE, "cannot read " + path);
            }
        }
        if (sources.isEmpty()) {
            throw new Failure(Failure.Kind.USAGE, "there is no .yaml or .yml file in " + paths.getFirst());
        }
        return sources;
    }

    /// Names that begin with a dot are not looked at: `.git`, and the folders behind a mounted ConfigMap.
    private void folder(Path folder, List<Source> sources) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .filter(file -> Stream.iterate(folder.relativize(file), Path.class::isInstance, Path::getParent)
                            .noneMatch(part -> part.getFileName().toString().startsWith(".")))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            sources.add(source(file));
        }
    }

    private Source source(Path file) throws IOException {
        Path parent = file.getParent();
        return new Source(file.toString(), text(file), parent == null ? Path.of("") : parent);
    }

    private String text(Path path) throws IOException {
        String before = streams.get(path);
        if (before != null) {
            return before;
        }
        boolean typed = path.equals(STANDARD_INPUT);
        if (!typed && !Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            return Files.readString(path);
        }
        String read = typed ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : Files.readString(path);
        streams.put(path, read);
        return read;
    }
}
