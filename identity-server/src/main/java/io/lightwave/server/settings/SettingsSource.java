package io.lightwave.server.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Gathers the text of each setting: the command line wins over the environment, the environment over the file.
final class SettingsSource {
    /// Keys of the command line client and the launcher, which the server ignores.
    private static final Set<String> OF_THE_COMMAND_LINE = Set.of(
            "LIGHTWAVE_SERVER",
            "LIGHTWAVE_TRUST_BUNDLE",
            "LIGHTWAVE_CLIENT_ID",
            "LIGHTWAVE_CLIENT_SECRET",
            "LIGHTWAVE_CLIENT_SECRET_FILE",
            "LIGHTWAVE_TENANT",
            "LIGHTWAVE_JAVA_OPTIONS",
            "LIGHTWAVE_BENCH_OPTIONS");

    private static final int MAXIMUM_FILE_BYTES = 1 << 20;

    private final Map<Key, String> values = new EnumMap<>(Key.class);

    /// @param arguments `--config FILE`, `--data DIR`, in any order
    /// @throws InvalidSettingException on anything that is not known
    static Map<Key, String> gather(List<String> arguments, Map<String, String> environment) {
        var source = new SettingsSource();
        Map<String, String> options = options(arguments);
        String file = options.get("--config");
        if (file != null) {
            source.addFile(Path.of(file));
        }
        source.addAll(environmentKeys(environment), "the environment");
        String data = options.get("--data");
        if (data != null) {
            source.values.put(Key.DATA, data);
        }
        return source.values;
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.equals("--config") && !name.equals("--data")) {
                throw new InvalidSettingException(
                        "unknown option %s (known: --config FILE, --data DIR)".formatted(name));
            }
            if (i + 1 == arguments.size()) {
                throw new InvalidSettingException("option %s needs a value".formatted(name));
            }
            options.put(name, arguments.get(i + 1));
        }
        return options;
    }

    private static Map<String, String> environmentKeys(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(Key.PREFIX)) {
                keys.put(name, value);
            }
        });
        return keys;
    }

    private void addFile(Path file) {
        String text = read(file);
        Map<String, String> keys = new HashMap<>();
        BiConsumer<String, String> add = (name, value) -> {
            String variable = variable(name);
            if (!OF_THE_COMMAND_LINE.contains(variable)) {
                keyOf(variable, name, file.toString());
            }
            if (keys.put(variable, value) != null) {
                throw new InvalidSettingException("%s: %s is set twice".formatted(file, name));
            }
        };
        if (file.toString().endsWith(".properties")) {
            properties(file, text).forEach((name, value) -> add.accept((String) name, (String) value));
        } else {
            flatten("", yaml(file, text), add);
        }
        addAll(keys, file.toString());
    }

    /// Later sources win over earlier ones; a secret's `…_FILE` and the secret itself exclude each other in one source.
    private void addAll(Map<String, String> keys, String place) {
        Map<Key, String> found = new EnumMap<>(Key.class);
        keys.forEach((variable, value) -> {
            if (OF_THE_COMMAND_LINE.contains(variable)) {
                return;
            }
            Key key = keyOf(variable, variable, place);
            String text = key.variable().equals(variable) ? value : secretIn(variable, value);
            if (found.put(key, text) != null) {
                throw new InvalidSettingException(key, "given both itself and as a file in " + place);
            }
        });
        values.putAll(found);
    }

    private static Key keyOf(String variable, String asWritten, String place) {
        return Key.of(variable)
                .or(() -> Key.secretInFile(variable))
                .orElseThrow(() -> new InvalidSettingException("unknown setting %s in %s".formatted(asWritten, place)));
    }

    private static String secretIn(String variable, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | RuntimeException e) {
            throw new InvalidSettingException("%s: cannot read %s".formatted(variable, file));
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAXIMUM_FILE_BYTES) {
                throw new InvalidSettingException("--config: %s is larger than 1 MiB".formatted(file));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new InvalidSettingException("--config: cannot read %s".formatted(file));
        }
    }

    private static Properties properties(Path file, String text) {
        try {
            var properties = new Properties() {
                private static final long serialVersionUID = 1;

                @Override
                public synchronized @Nullable Object put(Object key, Object value) {
                    if (containsKey(key)) {
                        throw new InvalidSettingException("%s: %s is set twice".formatted(file, key));
                    }
                    return super.put(key, value);
                }
            };
            properties.load(new StringReader(text));
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSettingException("--config: %s is not a properties file".formatted(file));
        }
    }

    private static Object yaml(Path file, String text) {
        try {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            options.setMaxAliasesForCollections(0);
            Object document = new Yaml(new SafeConstructor(options)).load(text);
            return document == null ? Map.of() : document;
        } catch (YAMLException e) {
            throw new InvalidSettingException("--config: %s is not YAML: %s".formatted(file, firstLine(e)));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }

    private static void flatten(String prefix, @Nullable Object node, BiConsumer<String, String> add) {
        switch (node) {
            case Map<?, ?> map ->
                map.forEach((name, child) -> flatten(prefix.isEmpty() ? "" + name : prefix + "." + name, child, add));
            case List<?> list ->
                add.accept(
                        prefix,
                        String.join(",", list.stream().map(String::valueOf).toList()));
            case null -> throw new InvalidSettingException("%s has no value".formatted(prefix));
            default -> add.accept(prefix, node.toString());
        }
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
