package io.lightwave.server;

import io.lightwave.ca.CertificateAuthorityConfiguration;
import io.lightwave.directory.CryptoProviders;
import io.lightwave.directory.DirectoryConfiguration;
import io.lightwave.directory.Tenants;
import io.lightwave.server.audit.AuditConfiguration;
import io.lightwave.server.backup.BackupCommand;
import io.lightwave.server.configuration.FilesConfiguration;
import io.lightwave.server.console.ConsoleConfiguration;
import io.lightwave.server.database.Database;
import io.lightwave.server.database.DatabaseConfiguration;
import io.lightwave.server.idempotency.IdempotencyConfiguration;
import io.lightwave.server.management.Management;
import io.lightwave.server.management.ManagementConfiguration;
import io.lightwave.server.management.Readiness;
import io.lightwave.server.openapi.OpenApiConfiguration;
import io.lightwave.server.security.SecurityConfiguration;
import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.PortsFile;
import io.lightwave.server.settings.Settings;
import io.lightwave.server.start.Start;
import io.lightwave.server.start.StartConfiguration;
import io.lightwave.server.tenant.TenantConfiguration;
import io.lightwave.server.time.TimeConfiguration;
import io.lightwave.server.tls.ServerIdentity;
import io.lightwave.server.tls.TlsConfiguration;
import io.lightwave.server.web.WebConfiguration;
import io.lightwave.token.TokenServiceConfiguration;
import io.lightwave.workload.WorkloadIdentityConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/// The application: one class per module, and this module's own features.
@Configuration(proxyBeanMethods = false)
@Import({
    DirectoryConfiguration.class,
    CertificateAuthorityConfiguration.class,
    TokenServiceConfiguration.class,
    WorkloadIdentityConfiguration.class,
    DatabaseConfiguration.class,
    TlsConfiguration.class,
    WebConfiguration.class,
    SecurityConfiguration.class,
    ConsoleConfiguration.class,
    TenantConfiguration.class,
    AuditConfiguration.class,
    OpenApiConfiguration.class,
    FilesConfiguration.class,
    IdempotencyConfiguration.class,
    ManagementConfiguration.class,
    StartConfiguration.class,
    TimeConfiguration.class,
    ModuleSettings.class
})
public class IdentityServer {
    private static final int SETTINGS_REFUSED = 2;

    /// Runs until SIGTERM or SIGINT. Exit code 2: a setting was refused; 1: the start failed.
    public static void main(String[] arguments) {
        AtomicReference<Runnable> end = new AtomicReference<>(() -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end.get().run(), "shutdown"));
        try {
            if (BackupCommand.isMeant(List.of(arguments))) {
                System.exit(BackupCommand.run(List.of(arguments), System.getenv(), System.out, System.err));
            }
            start(Settings.read(List.of(arguments), System.getenv()), end);
        } catch (InvalidSettingException e) {
            System.err.println("lightwave: " + e.getMessage());
            System.exit(SETTINGS_REFUSED);
        } catch (RuntimeException e) {
            System.err.println("lightwave: cannot start: " + e);
            e.printStackTrace();
            System.exit(1);
        }
    }

    /// Starts, and returns when every listener answers.
    ///
    /// @throws InvalidSettingException when a setting turns out not to work
    public static RunningServer start(Settings settings) {
        return start(settings, new AtomicReference<>(() -> {}));
    }

    /// @param end set to what ends the server as far as it has come
    private static RunningServer start(Settings settings, AtomicReference<Runnable> end) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        ServerIdentity.withoutRenegotiation();
        CryptoProviders.install();
        PortsFile ports = folder(settings);
        Management management = Management.begin(settings.listeners());
        Database database = Database.begin(settings);
        end.set(database::close); // the embedded PostgreSQL is a process of its own
        var context = new AnnotationConfigServletWebServerApplicationContext();
        try {
            context.setEnvironment(environment());
            context.setBeanNameGenerator(new BeanNames());
            context.setAllowBeanDefinitionOverriding(false);
            context.setAllowCircularReferences(false);
            context.registerBean(Settings.class, () -> settings);
            context.registerBean(Database.class, () -> database, definition -> definition.setDestroyMethodName(""));
            context.registerBean(
                    MeterRegistry.class, management::registry, definition -> definition.setDestroyMethodName(""));
            context.register(IdentityServer.class);
            context.refresh();
        } catch (RuntimeException e) {
            context.close();
            database.close();
            management.close();
            throw StartFailure.of(e);
        }
        management.started(
                new Readiness(settings.listeners(), context.getBean(DataSource.class), context.getBean(Tenants.class)));
        ports.write(settings.listeners());
        System.out.print(context.getBean(Start.class).announcement());
        System.out.flush();
        var server = new RunningServer(settings, management, database, context);
        end.set(server::close);
        return server;
    }

    private static PortsFile folder(Settings settings) {
        try {
            Files.createDirectories(settings.data());
        } catch (IOException e) {
            throw new InvalidSettingException("LIGHTWAVE_DATA: cannot make %s".formatted(settings.data()));
        }
        if (!Files.isWritable(settings.data())) {
            throw new InvalidSettingException("LIGHTWAVE_DATA: user %s cannot write into %s: make it that user's"
                    .formatted(System.getProperty("user.name"), settings.data()));
        }
        var ports = new PortsFile(settings.data());
        ports.putAside();
        return ports;
    }

    /// Only what stands here: neither environment variables nor files of the working directory reach the framework.
    private static StandardEnvironment environment() {
        return new StandardEnvironment() {
            @Override
            protected void customizePropertySources(MutablePropertySources sources) {
                sources.addLast(new MapPropertySource("server", properties()));
            }
        };
    }

    private static Map<String, Object> properties() {
        return DatabaseConfiguration.HIBERNATE;
    }
}
