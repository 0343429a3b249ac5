package io.lightwave.bench;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// LDAP searches by `uid` on bound connections, one thread each, every answer checked to be one entry.
record LdapLoad(int port, String bindDn, String password, String base, int users) {

    private LDAPConnection connect() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, bindDn, password);
    }

    /// Adds the users, each an inetOrgPerson below the base.
    void fill(int connections) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        inParallel(connections, connection -> {
            for (long user = next.getAndIncrement(); user < users; user = next.getAndIncrement()) {
                String uid = "u%06d".formatted(user);
                connection.add(
                        "uid=%s,%s".formatted(uid, base),
                        new Attribute("objectClass", "inetOrgPerson"),
                        new Attribute("uid", uid),
                        new Attribute("cn", "User " + user),
                        new Attribute("sn", "Number" + user),
                        new Attribute("mail", uid + "@example.com"),
                        new Attribute("employeeNumber", Long.toString(user)),
                        new Attribute("telephoneNumber", "+1 555 %07d".formatted(user)),
                        new Attribute("description", "One of many"));
            }
        });
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

    /// Searches for a while; answers how many searches were done.
    long search(int connections, double seconds) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        inParallel(connections, connection -> {
            while (System.nanoTime() < end) {
                String filter =
                        "(uid=u%06d)".formatted(ThreadLocalRandom.current().nextInt(users));
                if (connection.search(base, SearchScope.SUB, filter).getEntryCount() != 1) {
                    throw new IllegalStateException("not one entry for " + filter);
                }
                done.incrementAndGet();
            }
        });
        return done.get();
    }

    /// Changes one value of users at random for a while; answers how many changes were done.
    long modify(int connections, double seconds) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        inParallel(connections, connection -> {
            while (System.nanoTime() < end) {
                int user = ThreadLocalRandom.current().nextInt(users);
                connection.modify(
                        "uid=u%06d,%s".formatted(user, base),
                        new Modification(ModificationType.REPLACE, "description", "Change " + done.incrementAndGet()));
            }
        });
        return done.get();
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
