package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Threat 36: the bill of materials (CycloneDX) beside the packaged server and agent names what is packaged.
class BillOfMaterialsJourney {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @BeforeAll
    static void write() {
        Shell.run(
                        Map.of("LW_BUILT", "yes"),
                        "",
                        List.of(PackagedServer.home().resolve("lightwave").toString(), "sbom"))
                .orThrow();
    }

    private static List<JsonNode> components(Path folder) throws IOException {
        JsonNode bill = JSON.readTree(Files.readAllBytes(folder.resolve("sbom.cdx.json")));
        assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
        return bill.path("components").valueStream().toList();
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static String file(JsonNode component) {
        return component.path("name").asString() + "-"
                + component.path("version").asString();
    }

    /// What has a classifier has it behind the version.
    private static boolean isOf(Path jar, JsonNode component) {
        String name = jar.getFileName().toString();
        return name.equals(file(component) + ".jar") || name.startsWith(file(component) + "-linux-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity-server/target/lightwave", "workload-agent/target/lightwave-agent"})
    void names_every_jar_with_its_version(String packaged) throws IOException {
        Path folder = PackagedServer.home().resolve(packaged);
        List<JsonNode> components = components(folder);
        assertThat(jars(folder))
                .isNotEmpty()
                .allSatisfy(jar -> assertThat(components)
                        .as(jar.getFileName().toString())
                        .anyMatch(component -> isOf(jar, component)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity-server/target/lightwave", "workload-agent/target/lightwave-agent"})
    void has_the_licence_and_the_hash_of_what_others_made(String packaged) throws IOException {
        Path folder = PackagedServer.home().resolve(packaged);
        List<JsonNode> others = components(folder).stream()
                .filter(component -> !component.path("group").asString().equals("io.lightwave"))
                .toList();
        assertThat(others)
                .isNotEmpty()
                .allSatisfy(component -> assertThat(component.path("licenses"))
                        .as(file(component))
                        .isNotEmpty());
        for (Path jar : jars(folder)) {
            List<JsonNode> exact = others.stream()
                    .filter(component -> jar.getFileName().toString().equals(file(component) + ".jar"))
                    .toList();
            if (!exact.isEmpty()) {
                assertThat(exact.getFirst()
                                .path("hashes")
                                .valueStream()
                                .map(hash -> hash.path("content").asString()))
                        .as(jar.toString())
                        .contains(sha256(jar));
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
