package io.lightwave.directory.ldif;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.entry.DirectoryWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Not in the build: `-Dtest=LdifSpeedTest -Dldif.entries=100000` says how long an import takes.
@EnabledIfSystemProperty(named = "ldif.entries", matches = "[0-9]+")
class LdifSpeedTest {

    /// Of processor time, of this process and of the database's below it.
    private static double seconds() {
        return Stream.concat(
                                Stream.of(ProcessHandle.current()),
                                ProcessHandle.current().descendants())
                        .mapToLong(process -> process.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis())
                        .sum()
                / 1e3;
    }

    @Test
    void imports_so_many_people() throws IOException {
        int count = Integer.getInteger("ldif.entries");
        var ldif = new StringBuilder(count * 400);
        for (int n = 0; n < count; n++) {
            byte[] hash = new byte[28];
            hash[0] = (byte) n;
            hash[1] = (byte) (n >> 8);
            ldif.append("""
                    dn: uid=user%1$06d,ou=people,dc=acme,dc=example
                    objectClass: top
                    objectClass: person
                    objectClass: organizationalPerson
                    objectClass: inetOrgPerson
                    uid: user%1$06d
                    cn: Given%2$d Family%1$d
                    givenName: Given%2$d
                    sn: Family%1$d
                    mail: user%1$06d@acme.example
                    employeeNumber: %1$d
                    telephoneNumber: +41 44 %1$06d
                    l: Town%3$d
                    description: initial
                    userPassword: {SSHA}%4$s

                    """.formatted(n, n % 20, n % 97, Base64.getEncoder().encodeToString(hash)));
        }
        byte[] file = ldif.toString().getBytes(StandardCharsets.UTF_8);
        try (var world = new DirectoryWorld()) {
            var admin = new Caller(
                    world.context
                            .bean(ActivePrincipals.class)
                            .find(
                                    ACME,
                                    world.subjects()
                                            .byName(ACME, SubjectKind.USER, "admin")
                                            .orElseThrow()
                                            .id())
                            .orElseThrow(),
                    Optional.empty(),
                    ORIGIN);
            long begun = System.nanoTime();
            double processors = seconds();
            ImportReport report =
                    world.context.bean(LdifImports.class).run(ACME, admin, "speed", new ByteArrayInputStream(file));
            System.out.printf(
                    "%d entries, %.1f MB of LDIF: %.1f s, %.1f CPU s with the database%n",
                    report.added(), file.length / 1e6, (System.nanoTime() - begun) / 1e9, seconds() - processors);
            assertThat(report.added()).isEqualTo(count);
        }
    }
}
