package io.lightwave.directory.password;

import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestContext;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.transaction.support.TransactionTemplate;

/// Passwords of people who are there before a test begins: hashed once for all who have the same one, since a hash
/// takes as long as a sign-in. How a password is set is tested elsewhere.
public final class KnownPassword {
    private static final ConcurrentMap<String, HashedPassword> HASHED = new ConcurrentHashMap<>();

    private KnownPassword() {}

    /// Of somebody who has none yet.
    public static void give(TestContext context, TenantId tenant, SubjectId user, String password) {
        var passwords = context.bean(Passwords.class);
        HashedPassword hashed = HASHED.computeIfAbsent(
                password, text -> passwords.hash(PasswordPolicy.DEFAULT, tenant, user.toString(), Password.of(text)));
        context.bean(TransactionTemplate.class)
                .executeWithoutResult(_ -> passwords.store(PasswordPolicy.DEFAULT, tenant, user.value(), hashed));
    }
}
