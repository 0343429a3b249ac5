package io.lightwave.directory.password;

import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestContext;
import org.springframework.transaction.support.TransactionTemplate;

/// Passwords of people who are there before a test begins. How a password is set is tested elsewhere.
public final class KnownPassword {
    private KnownPassword() {}

    /// Of somebody who has none yet.
    public static void give(TestContext context, TenantId tenant, SubjectId user, String password) {
        var passwords = context.bean(Passwords.class);
        var hashed = passwords.hash(PasswordPolicy.DEFAULT, tenant, user.toString(), Password.of(password));
        context.bean(TransactionTemplate.class)
                .executeWithoutResult(_ -> passwords.store(PasswordPolicy.DEFAULT, tenant, user.value(), hashed));
    }
}
