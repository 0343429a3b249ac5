package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// The file of secrets that the server has made and shows once: a JSON array that only its owner can read. What it has
/// stays until the same secret is made anew, since nobody else has it.
record SecretsFile(Path file) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final List<String> WHOSE = List.of("tenant", "kind", "name", "field");

    /// @throws Failure when nothing could be kept in it
    void requireWritable() {
        Path folder = file.toAbsolutePath().getParent();
        boolean isOther =
                Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (folder == null || !Files.isWritable(folder) || isOther) {
            throw new Failure(Failure.Kind.USAGE, "cannot write secrets to " + file);
        }
        known();
    }

    /// Adds them, whole or not at all.
    void keep(JsonNode made) {
        ArrayNode all = JSON.createArrayNode();
        known().valueStream()
                .filter(one -> made.valueStream().noneMatch(other -> isSame(one, other)))
                .forEach(all::add);
        made.forEach(all::add);
        try {
            Path fresh = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    ".secrets",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, JSON.writeValueAsString(all) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "applied, but cannot write the new secrets to " + file);
        }
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return WHOSE.stream().allMatch(field -> one.path(field).equals(other.path(field)));
    }

    private JsonNode known() {
        try {
            JsonNode there = JSON.readTree(Files.readAllBytes(file));
            if (there.isArray() || there.isMissingNode()) {
                return there;
            }
        } catch (NoSuchFileException none) {
            return JSON.createArrayNode();
        } catch (IOException | JacksonException e) {
            // said below
        }
        throw new Failure(
                Failure.Kind.USAGE, "%s is not a file of secrets: name another, or move it away".formatted(file));
    }
}
