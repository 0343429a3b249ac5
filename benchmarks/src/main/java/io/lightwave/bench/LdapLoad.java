package io.lightwave.bench;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// LDAP operations on bound connections, one thread each: searches by `uid`, of which every answer is checked to be one
/// entry, changes of one value, binds.
record LdapLoad(int port, String bindDn, String password, String base, int users) {
    private static final String USER_PASSWORD = "the password of each of them";

    private LDAPConnection connect() throws LDAPException {
        var options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true); // without a thread that reads, the load itself takes less
        return new LDAPConnection(options, "127.0.0.1", port, bindDn, password);
    }

    private String name(long user) {
        return "uid=u%06d,%s".formatted(user, base);
    }

    private static List<Attribute> attributes(long user) {
        String uid = "u%06d".formatted(user);
        return List.of(
                new Attribute("objectClass", "inetOrgPerson"),
                new Attribute("uid", uid),
                new Attribute("cn", "User " + user),
                new Attribute("sn", "Number" + user),
                new Attribute("mail", uid + "@example.com"),
                new Attribute("employeeNumber", Long.toString(user)),
                new Attribute("telephoneNumber", "+1 555 %07d".formatted(user)),
                new Attribute("description", "One of many"));
    }

    /// Adds the users, each an inetOrgPerson below the base.
    void fill(int connections) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        inParallel(connections, connection -> {
            for (long user = next.getAndIncrement(); user < users; user = next.getAndIncrement()) {
                connection.add(name(user), attributes(user));
            }
        });
    }

    /// The same as LDIF.
    ///
    /// @param above what comes first
    void write(Path file, String above) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(above);
            for (long user = 0; user < users; user++) {
                out.write("dn: " + name(user) + "\n");
                for (Attribute attribute : attributes(user)) {
                    out.write(attribute.getName() + ": " + attribute.getValue() + "\n");
                }
                out.write("\n");
            }
        }
    }

    /// Searches for every user once.
    void warm(int connections) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        inParallel(connections, connection -> {
            for (long user = next.getAndIncrement(); user < users; user = next.getAndIncrement()) {
                connection.search(base, SearchScope.SUB, "(uid=u%06d)".formatted(user));
            }
        });
    }

    /// Searches for a while.
    ///
    /// @param begin runs when all connections are bound
    Latencies search(int connections, double seconds, Runnable begin) throws InterruptedException {
        return during(connections, seconds, begin, connection -> {
            String filter = "(uid=u%06d)".formatted(ThreadLocalRandom.current().nextInt(users));
            if (connection.search(base, SearchScope.SUB, filter).getEntryCount() != 1) {
                throw new IllegalStateException("not one entry for " + filter);
            }
        });
    }

    /// Changes one value of users at random for a while.
    Latencies modify(int connections, double seconds, Runnable begin) throws InterruptedException {
        AtomicLong changes = new AtomicLong();
        return during(connections, seconds, begin, connection -> {
            connection.modify(
                    name(ThreadLocalRandom.current().nextInt(users)),
                    new Modification(ModificationType.REPLACE, "description", "Change " + changes.incrementAndGet()));
        });
    }

    /// Gives the first users a password, which the server hashes as it does.
    void passwords(int count) throws InterruptedException {
        inParallel(1, connection -> {
            for (int user = 0; user < count; user++) {
                connection.processExtendedOperation(new PasswordModifyExtendedRequest(name(user), null, USER_PASSWORD));
            }
        });
    }

    /// Binds for a while as the first users, who have passwords.
    Latencies bind(int connections, double seconds, int count, Runnable begin) throws InterruptedException {
        return during(
                connections,
                seconds,
                begin,
                connection -> connection.bind(name(ThreadLocalRandom.current().nextInt(count)), USER_PASSWORD));
    }

    /// Searches for each user once on one connection; answers how many milliseconds each search took.
    List<Double> firstSearches() {
        List<Double> millis = new ArrayList<>();
        try (LDAPConnection connection = connect()) {
            for (int user = 0; user < users; user++) {
                long begin = System.nanoTime();
                if (connection
                                .search(base, SearchScope.SUB, "(uid=u%06d)".formatted(user))
                                .getEntryCount()
                        != 1) {
                    throw new IllegalStateException("not one entry for " + user);
                }
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
        return millis;
    }

    private interface Work {
        void on(LDAPConnection connection) throws LDAPException;
    }

    /// Begins when all connections are bound, which costs more than many searches.
    private Latencies during(int connections, double seconds, Runnable begin, Work each) throws InterruptedException {
        var all = new Latencies();
        var bound = new CyclicBarrier(connections, begin);
        inParallel(connections, connection -> {
            var own = new Latencies();
            await(bound);
            long before = System.nanoTime();
            long end = before + (long) (seconds * 1e9);
            while (before < end) {
                each.on(connection);
                long now = System.nanoTime();
                own.add(now - before);
                before = now;
            }
            all.add(own);
        });
        return all;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private void inParallel(int connections, Work work) throws InterruptedException {
        Thread[] threads = new Thread[connections];
        AtomicLong failures = new AtomicLong();
        for (int i = 0; i < connections; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                try (LDAPConnection connection = connect()) {
                    work.on(connection);
                } catch (LDAPException e) {
                    failures.incrementAndGet();
                    System.err.println("LDAP: " + e.getMessage());
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failures.get() > 0) {
            throw new IllegalStateException(failures + " connections failed");
        }
    }
}
