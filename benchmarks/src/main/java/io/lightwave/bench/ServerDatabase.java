package io.lightwave.bench;

import io.lightwave.system.PackagedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// The database that a running server brought with it, for what nobody could wait for by requests.
final class ServerDatabase {
    private ServerDatabase() {}

    /// @param name of the database
    static Connection connect(PackagedServer server, String name) throws IOException, SQLException {
        Path postgres = server.data().resolve("postgres");
        String port =
                Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3);
        String password =
                Files.readString(postgres.resolve("superuser-password")).strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/%s".formatted(port, name), "postgres", password);
    }
}
