package io.lightwave.server.management;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.Tenants;
import io.lightwave.server.settings.Listeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/// Whether requests can be answered: every listener accepts, the database answers, the system tenant works.
public final class Readiness {
    private static final int SECONDS = 2;
    private static final int CONNECT_MILLIS = 1_000;

    private final Listeners listeners;
    private final DataSource database;
    private final Tenants tenants;

    public Readiness(Listeners listeners, DataSource database, Tenants tenants) {
        this.listeners = listeners;
        this.database = database;
        this.tenants = tenants;
    }

    /// What is not there; empty when all is well.
    Optional<String> missing() {
        for (Map.Entry<String, Integer> listener : listeners.byName().entrySet()) {
            if (!listener.getKey().equals("management") && !accepts(listener.getValue())) {
                return Optional.of("listener " + listener.getKey());
            }
        }
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(SECONDS)) {
                return Optional.of("database");
            }
        } catch (SQLException e) {
            return Optional.of("database");
        }
        return tenants.find(tenants.system()).filter(Tenant::isActive).isPresent()
                ? Optional.empty()
                : Optional.of("system tenant");
    }

    private boolean accepts(int port) {
        InetAddress address =
                listeners.address().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listeners.address();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
