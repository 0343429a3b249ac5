package io.lightwave.server.start;

import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.Settings;
import io.lightwave.server.tenant.GeneratedPassword;
import io.lightwave.server.tenant.TenantProvisioning;
import io.lightwave.server.tenant.TenantProvisioning.Outcome;
import io.lightwave.token.ClientRegistry;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Makes the system tenant, its administrator and the client for automation. A first start that was cut off is taken
/// up again by the next; once it is through, its settings are not looked at any more. Of servers that start at the same
/// time one makes it, and keeps what is generated.
final class FirstStart {
    private static final int SECRET_BYTES = 32;

    /// @param adminEpoch the administrator's epoch with the first password
    record Finished(TenantId tenant, SubjectId admin, long adminEpoch) {}

    private final Settings settings;
    private final TenantProvisioning provisioning;
    private final Tenants tenants;
    private final Subjects subjects;
    private final ClientRegistry clients;
    private final JdbcClient jdbc;
    private final DataFolder folder;
    private final InstantSource clock;
    private final SecureRandom random;

    FirstStart(
            Settings settings,
            TenantProvisioning provisioning,
            Tenants tenants,
            Subjects subjects,
            ClientRegistry clients,
            JdbcClient jdbc,
            DataFolder folder,
            InstantSource clock,
            SecureRandom random) {
        this.settings = settings;
        this.provisioning = provisioning;
        this.tenants = tenants;
        this.subjects = subjects;
        this.clients = clients;
        this.jdbc = jdbc;
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    /// Whether this was it: false when an earlier start has done all of it.
    ///
    /// @throws InvalidSettingException when a setting that is fixed at the first start has changed
    boolean make() {
        return !isMade() && provisioning.inTurn(settings.systemTenant(), this::makeUnlessMade);
    }

    private boolean isMade() {
        Optional<Finished> earlier = finished();
        earlier.ifPresent(this::requireUnchanged);
        return earlier.isPresent();
    }

    private boolean makeUnlessMade() {
        if (isMade()) {
            return false; // by another server, while this one waited
        }
        TenantId system = settings.systemTenant();
        if (tenants.find(system).filter(Tenant::ready).isEmpty()) {
            makeSystemTenant(system);
        }
        subjects.addToGroup(system, Tenants.ADMINISTRATORS, client(system));
        remember(administrator(system));
        analyse();
        return true;
    }

    /// With no statistics at all, every index of a table that begins with the tenant looks as good as any other.
    private void analyse() {
        jdbc.sql("ANALYZE").update();
    }

    private void makeSystemTenant(TenantId system) {
        if (!(provisioning.make(system, "", administratorPassword(), () -> {}) instanceof Outcome.Provisioned)) {
            throw new IllegalStateException("the system tenant %s can be neither found nor made".formatted(system));
        }
    }

    /// Where a start was cut off, what it made, with the secret that it kept in its own folder.
    private SubjectId client(TenantId system) {
        return subjects.byName(system, SubjectKind.CLIENT, settings.bootstrapClientId())
                .map(Subject::id)
                .orElseGet(() -> clients.ensureConfidential(system, settings.bootstrapClientId(), bootstrapSecret()));
    }

    /// A generated one is in its file before it is anybody's password. Where a start was cut off, the same again.
    private Password administratorPassword() {
        if (settings.adminPassword().isPresent()) {
            folder.remove(folder.administratorPassword());
            return settings.adminPassword().get();
        }
        String text = folder.read(folder.administratorPassword()).orElseGet(() -> {
            String generated = GeneratedPassword.by(random).text();
            folder.write(folder.administratorPassword(), generated + "\n");
            return generated;
        });
        return Password.of(text);
    }

    /// Kept in a file beside the embedded database, so that the printed `curl` works; an external database comes with
    /// an operator who has a place of his own for it.
    private String bootstrapSecret() {
        String prefix = settings.bootstrapClientId() + ":";
        if (settings.bootstrapSecret().isPresent()) {
            String secret = settings.bootstrapSecret().get();
            if (settings.database().isEmpty()) {
                folder.write(folder.bootstrapClient(), prefix + secret + "\n");
            }
            return secret;
        }
        Optional<String> kept = folder.read(folder.bootstrapClient()).filter(text -> text.startsWith(prefix));
        if (kept.isPresent()) {
            return kept.get().substring(prefix.length());
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        folder.write(folder.bootstrapClient(), prefix + secret + "\n");
        return secret;
    }

    private Subject administrator(TenantId system) {
        return subjects.byName(system, SubjectKind.USER, TenantProvisioning.ADMINISTRATOR)
                .orElseThrow(() -> new IllegalStateException("the system tenant has no administrator"));
    }

    private void remember(Subject administrator) {
        jdbc.sql("""
                insert into first_start (tenant_id, admin_id, admin_epoch, finished_at) values (?, ?, ?, ?)
                on conflict do nothing""")
                .param(administrator.tenant().value())
                .param(administrator.id().value())
                .param(administrator.epoch())
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    /// What the first start made; empty before it has come to its end.
    Optional<Finished> finished() {
        return jdbc.sql("select tenant_id, admin_id, admin_epoch from first_start")
                .query((row, _) -> new Finished(
                        new TenantId(row.getString("tenant_id")),
                        new SubjectId(row.getObject("admin_id", UUID.class)),
                        row.getLong("admin_epoch")))
                .optional();
    }

    private void requireUnchanged(Finished earlier) {
        if (!earlier.tenant().equals(settings.systemTenant())) {
            throw new InvalidSettingException("LIGHTWAVE_SYSTEM_TENANT: this installation's system tenant is %s, not %s"
                    .formatted(earlier.tenant(), settings.systemTenant()));
        }
        String issuer = tenants.find(earlier.tenant())
                .map(tenant -> tenant.issuer().toString())
                .orElse("");
        String expected = settings.publicUrl() + "/t/" + earlier.tenant();
        if (!issuer.equals(expected)) {
            throw new InvalidSettingException(
                    "LIGHTWAVE_PUBLIC_URL: this installation's addresses begin with %s, and tokens, clients and certificates name them; %s would end them all. Start it with LIGHTWAVE_PUBLIC_URL=%s"
                            .formatted(base(issuer), settings.publicUrl(), base(issuer)));
        }
    }

    private static String base(String issuer) {
        int tenants = issuer.indexOf("/t/");
        return tenants < 0 ? issuer : issuer.substring(0, tenants);
    }
}
