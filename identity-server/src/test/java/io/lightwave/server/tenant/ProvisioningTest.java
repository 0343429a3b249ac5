package io.lightwave.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.database.ConnectionShare;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.tenant.TenantProvisioning.Outcome;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.Issuers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;

/// Cut off at every step, the making of a tenant is taken up again by repeating it.
class ProvisioningTest {
    private static final ConnectionShare SHARE = new ConnectionShare(10, Duration.ofSeconds(30));
    private static final Password PASSWORD = Password.of("correct horse battery");

    private final TestServer server = TestServer.shared();

    private <T> T bean(Class<T> type) {
        return server.running().context().getBean(type);
    }

    /// The real provisioning, over parts one of whose methods fails: before its work, or after it.
    private TenantProvisioning cut(String method, boolean after) {
        return new TenantProvisioning(
                failing(Tenants.class, method, after),
                failing(Subjects.class, method, after),
                failing(CertificateAuthority.class, method, after),
                failing(Issuers.class, method, after),
                failing(ClientRegistry.class, method, after),
                new OneAtATime(bean(DataSource.class), SHARE),
                bean(TransactionTemplate.class),
                URI.create("https://localhost/console/callback"));
    }

    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private <T> T failing(Class<T> type, String method, boolean after) {
        T real = bean(type);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, called, arguments) -> {
                    boolean cut = method.equals(type.getSimpleName() + "." + called.getName());
                    if (cut && !after) {
                        throw new Cut();
                    }
                    try {
                        Object result = called.invoke(real, arguments);
                        if (cut) {
                            throw new Cut();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "Tenants.begin, true",
        "CertificateAuthority.provision, false",
        "CertificateAuthority.provision, true",
        "Issuers.begin, false",
        "Issuers.begin, true",
        "ClientRegistry.ensureConsole, false",
        "ClientRegistry.ensureConsole, true",
        "Subjects.newUser, false",
        "Subjects.newUser, true",
        "Subjects.addToGroup, false",
        "Subjects.addToGroup, true",
        "Tenants.markReady, false",
        "Tenants.markReady, true"
    })
    void what_was_cut_off_has_nobody_and_is_taken_up_again(String method, boolean after) {
        String name = "cut%d.example".formatted(Math.floorMod((method + after).hashCode(), 1_000_000));
        TenantId id = new TenantId(name);
        assertThatThrownBy(() -> cut(method, after).provision(id, "", PASSWORD, () -> {}))
                .isInstanceOf(Cut.class);
        assertThat(bean(Tenants.class).find(id)).get().matches(tenant -> !tenant.ready());
        assertThat(bean(Subjects.class).byName(id, SubjectKind.USER, TenantProvisioning.ADMINISTRATOR))
                .isEmpty();
        assertThat(server.http()
                        .form(
                                "/t/" + name + "/oauth2/token",
                                Map.of("grant_type", "client_credentials", "client_id", "x", "client_secret", "y"))
                        .status())
                .isIn(400, 401, 404);

        Answer resumed = server.http().json("POST", "/api/v1/tenants", Map.of("name", name), server.operator());
        assertThat(resumed.status()).as(resumed.body()).isEqualTo(201);
        assertThat(resumed.json().at("/administrator/password").asString()).isNotEmpty();
        assertThat(server.http()
                        .get("/t/" + name + "/oauth2/jwks")
                        .expect(200)
                        .json()
                        .path("keys")
                        .size())
                .isEqualTo(2);
        assertThat(server.http()
                        .json("POST", "/api/v1/tenants", Map.of("name", name), server.operator())
                        .status())
                .isEqualTo(409);
    }

    @Test
    void nobody_is_in_one_whose_making_could_not_be_recorded() {
        TenantId id = new TenantId("unrecorded.example");
        Runnable unrecorded = () -> {
            throw new Cut();
        };
        assertThatThrownBy(() -> bean(TenantProvisioning.class).provision(id, "", PASSWORD, unrecorded))
                .isInstanceOf(Cut.class);
        assertThat(bean(Tenants.class).find(id)).get().matches(tenant -> !tenant.ready());
        assertThat(bean(Subjects.class).byName(id, SubjectKind.USER, TenantProvisioning.ADMINISTRATOR))
                .isEmpty();
    }

    @Test
    void an_administrator_whose_password_was_still_to_come_gets_one() {
        TenantId id = new TenantId("halfway.example");
        assertThat(bean(Tenants.class).begin(id, "")).isPresent();
        bean(Subjects.class).add(id, SubjectKind.USER, TenantProvisioning.ADMINISTRATOR, Map.of());
        Answer made = server.http()
                .json("POST", "/api/v1/tenants", Map.of("name", id.value()), server.operator())
                .expect(201);
        String password = made.json().at("/administrator/password").asString();
        assertThat(bean(PasswordAuthentication.class)
                        .authenticate(
                                id,
                                TenantProvisioning.ADMINISTRATOR,
                                Password.of(password),
                                new Origin("192.0.2.7", "request-1")))
                .isInstanceOf(PasswordAuthentication.Outcome.Authenticated.class);
    }

    @Test
    void cut_off_before_the_answer_it_is_there() {
        TenantId id = new TenantId("answered.example");
        assertThat(bean(TenantProvisioning.class).provision(id, "", PASSWORD, () -> {}))
                .isInstanceOf(Outcome.Provisioned.class);
        assertThat(bean(Tenants.class).find(id)).get().matches(Tenant::isActive);
        assertThat(bean(TenantProvisioning.class).provision(id, "", PASSWORD, () -> {}))
                .isInstanceOf(Outcome.NameTaken.class);
    }

    @Test
    void while_one_is_making_it_another_is_told_so() {
        TenantId id = new TenantId("underway.example");
        var turns = new OneAtATime(bean(DataSource.class), SHARE);
        assertThat(turns.run(
                        "tenant/" + id, () -> bean(TenantProvisioning.class).provision(id, "", PASSWORD, () -> {})))
                .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.UnderWay.class));
        assertThat(bean(Tenants.class).find(id)).isEmpty();
    }
}
