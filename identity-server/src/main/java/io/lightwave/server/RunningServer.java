package io.lightwave.server;

import io.lightwave.server.database.Database;
import io.lightwave.server.management.Management;
import io.lightwave.server.settings.Settings;
import org.springframework.context.ConfigurableApplicationContext;

/// A server that answers.
public final class RunningServer implements AutoCloseable {
    private final Settings settings;
    private final Management management;
    private final Database database;
    private final ConfigurableApplicationContext context;

    RunningServer(Settings settings, Management management, Database database, ConfigurableApplicationContext context) {
        this.settings = settings;
        this.management = management;
        this.database = database;
        this.context = context;
    }

    public Settings settings() {
        return settings;
    }

    /// For the tests of this module.
    public ConfigurableApplicationContext context() {
        return context;
    }

    /// Ends requests under way, then every listener, then the database.
    @Override
    public void close() {
        context.close();
        database.close();
        management.close();
    }
}
