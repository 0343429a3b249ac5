package io.lightwave.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import java.net.URI;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("one root for all tenants (ADR 0071)")
class SharedRootTest {
    private static final TenantId ACME = new TenantId("acme.example");

    private final World world = new World(
            TestDatabase.fresh(),
            new CertificateAuthoritySettings(
                    URI.create("http://pki.example"),
                    AcmeSettings.DEFAULTS,
                    Optional.empty(),
                    AuthorityKeyType.EC_P256,
                    CertificateAuthoritySettings.LISTED,
                    true,
                    false));

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_new_tenant_has_no_root_of_its_own_and_issues_below_the_system_tenant_s() throws Exception {
        world.tenant(World.SYSTEM).tenant(ACME);
        List<X509Certificate> anchors = world.authority().anchors(ACME);
        assertThat(anchors).isEqualTo(world.authority().anchors(World.SYSTEM)).hasSize(1);
        List<X509Certificate> chain = issued("payments");
        validated(chain, anchors.getFirst());
        assertThat(chain.get(1).getExtensionValue("2.5.29.30"))
                .as("name constraints")
                .isNotNull();
    }

    @Test
    void when_all_has_expired_it_is_made_anew_below_the_same() throws Exception {
        world.tenant(World.SYSTEM).tenant(ACME);
        world.context.clock().advance(Duration.ofDays(6 * 365));
        world.authority().provision(ACME);
        List<X509Certificate> chain = issued("payments");
        validated(chain, world.authority().anchors(World.SYSTEM).getFirst());
    }

    @Test
    void without_a_root_of_the_system_tenant_s_nothing_is_made() {
        assertThatIllegalStateException()
                .isThrownBy(() -> world.tenant(ACME))
                .withMessage("the system tenant has no root that signs");
    }

    private List<X509Certificate> issued(String name) {
        var outcome = world.authority()
                .issue(world.subject(ACME, SubjectKind.WORKLOAD, name), "workload", Requests.sound(), World.ORIGIN);
        assertThat(outcome).isInstanceOf(IssuanceOutcome.Issued.class);
        return ((IssuanceOutcome.Issued) outcome).chain();
    }

    /// As the JDK does, which knows name constraints.
    private void validated(List<X509Certificate> chain, X509Certificate anchor) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(world.now()));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }
}
