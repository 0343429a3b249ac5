package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody else's OpenID provider, npm's `oidc-provider`, signs people in here; logout goes both
/// ways. The steps stand in `src/test/node`.
class UpstreamJourney {
    private final Acme acme = Acme.shared();

    @Test
    void people_of_another_provider_sign_in_and_are_signed_out_here_and_there(@TempDir Path folder) throws Exception {
        Acme.TenantOfTest tenant = acme.tenant("upstream.example");
        Path trusted = Files.writeString(
                folder.resolve("trusted.pem"),
                Files.readString(acme.server.trustAnchor()) + Files.readString(Acme.POST.certificate()));
        Shell.Result said = Shell.node(
                Map.of(
                        "ISSUER", tenant.issuer(),
                        "API", acme.server.url() + tenant.api(""),
                        "OPERATOR", acme.operator()[1],
                        "PROVIDER_HOST", Acme.ELSEWHERE,
                        "PROVIDER_PORT", PackagedServer.freePorts(1).getFirst().toString(),
                        "PROVIDER_KEY", Acme.POST.key().toString(),
                        "PROVIDER_CERTIFICATE", Acme.POST.certificate().toString(),
                        "NODE_EXTRA_CA_CERTS", trusted.toString()),
                Shell.npm("node", "upstream"),
                "node upstream.mjs");
        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
