package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadResponseControl;
import com.unboundid.ldap.sdk.controls.TransactionSpecificationRequestControl;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedResult;
import com.unboundid.ldap.sdk.extensions.StartTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTransactionExtendedResult;
import io.lightwave.directory.AuditEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("RFC 5805 Transactions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionsTest {
    private static final String SUFFIX = "dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection admin;
    private LDAPConnection other;
    private int made;

    @BeforeAll
    void connect() throws Exception {
        admin = world.as(LdapWorld.ADMIN);
        other = world.as(LdapWorld.ADMIN);
    }

    @AfterAll
    void close() {
        admin.close();
        other.close();
        world.close();
    }

    private static ASN1OctetString start(LDAPConnection connection) throws LDAPException {
        var result = (StartTransactionExtendedResult)
                connection.processExtendedOperation(new StartTransactionExtendedRequest());
        assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
        return Objects.requireNonNull(result.getTransactionID());
    }

    private static EndTransactionExtendedResult end(LDAPConnection connection, ASN1OctetString id, boolean commit)
            throws LDAPException {
        return (EndTransactionExtendedResult)
                connection.processExtendedOperation(new EndTransactionExtendedRequest(id, commit));
    }

    private static Control[] in(ASN1OctetString id, Control... more) {
        Control[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = new TransactionSpecificationRequestControl(id);
        return all;
    }

    private static AddRequest folder(String name, Control... controls) {
        return new AddRequest(name, new Attribute[] {new Attribute("objectClass", "organizationalUnit")}, controls);
    }

    private String fresh() {
        return "ou=transacted%d,%s".formatted(++made, SUFFIX);
    }

    @Test
    void changes_take_place_together_when_the_transaction_is_ended() throws Exception {
        String one = fresh();
        String two = fresh();
        ASN1OctetString id = start(admin);
        admin.add(folder(one, in(id)));
        admin.add(folder("ou=below," + one, in(id)));
        admin.modify(new ModifyRequest(
                one,
                new Modification[] {new Modification(ModificationType.ADD, "description", "x")},
                in(id, new PostReadRequestControl(true, "description"))));
        admin.modifyDN(new ModifyDNRequest(one, two.split(",", 2)[0], true, null, in(id)));
        admin.delete(new DeleteRequest("ou=below," + two, in(id)));
        assertThat(admin.getEntry(one)).isNull();
        assertThat(other.getEntry(one)).isNull();

        EndTransactionExtendedResult ended = end(admin, id, true);
        assertThat(ended.getResultCode()).isEqualTo(ResultCode.SUCCESS);
        assertThat(LdapWorld.entry(other, two).getAttributeValue("description")).isEqualTo("x");
        assertThat(other.getEntry("ou=below," + two)).isNull();
        Control[] controls =
                ended.getOperationResponseControls().values().iterator().next();
        assertThat(controls).singleElement().isInstanceOf(PostReadResponseControl.class);
        assertThat(world.lastEvent().action()).isEqualTo("entry.delete");
    }

    @Test
    void none_takes_place_when_one_cannot() throws Exception {
        String one = fresh();
        ASN1OctetString id = start(admin);
        admin.add(folder(one, in(id)));
        admin.add(folder("ou=people," + SUFFIX, in(id)));
        admin.add(folder(fresh(), in(id)));
        EndTransactionExtendedResult ended = end(admin, id, true);
        assertThat(ended.getResultCode()).isEqualTo(ResultCode.ENTRY_ALREADY_EXISTS);
        assertThat(ended.getFailedOpMessageID()).isPositive();
        assertThat(admin.getEntry(one)).isNull();
        assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
    }

    @Test
    void none_takes_place_when_the_client_gives_up_or_binds_again() throws Exception {
        String one = fresh();
        ASN1OctetString id = start(admin);
        admin.add(folder(one, in(id)));
        assertThat(end(admin, id, false).getResultCode()).isEqualTo(ResultCode.SUCCESS);
        assertThat(admin.getEntry(one)).isNull();
        assertThat(LdapWorld.code(() -> admin.add(folder(one, in(id))))).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);

        ASN1OctetString again = start(admin);
        admin.add(folder(one, in(again)));
        admin.bind(LdapWorld.ADMIN, LdapWorld.PASSWORD);
        assertThat(end(admin, again, true).getResultCode()).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        assertThat(admin.getEntry(one)).isNull();
    }

    @Test
    void a_transaction_is_its_connection_s_and_one_at_a_time() throws Exception {
        ASN1OctetString id = start(admin);
        assertThat(LdapWorld.code(() -> admin.processExtendedOperation(new StartTransactionExtendedRequest())))
                .isEqualTo(ResultCode.BUSY);
        assertThat(LdapWorld.code(() -> other.add(folder(fresh(), in(id))))).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        assertThat(end(other, id, true).getResultCode()).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        for (int i = 0; i < 100; i++) {
            admin.delete(new DeleteRequest("ou=nothing," + SUFFIX, in(id)));
        }
        assertThat(LdapWorld.code(() -> admin.delete(new DeleteRequest("ou=nothing," + SUFFIX, in(id)))))
                .isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
        assertThat(end(admin, id, false).getResultCode()).isEqualTo(ResultCode.SUCCESS);
    }

    @Test
    void what_waits_for_its_end_is_no_more_than_a_single_request_may_be() throws Exception {
        ASN1OctetString id = start(admin);
        for (int i = 0; i < 5; i++) {
            var large = new AddRequest(
                    "ou=large" + i + "," + SUFFIX,
                    List.of(
                            new Attribute("objectClass", "organizationalUnit"),
                            new Attribute("description", "x".repeat(200_000))));
            large.setControls(in(id));
            assertThat(LdapWorld.code(() -> admin.add(large))).isEqualTo(ResultCode.SUCCESS);
        }
        var more = new ModifyRequest(
                SUFFIX, new Modification(ModificationType.REPLACE, "description", "x".repeat(200_000)));
        more.setControls(in(id));
        assertThat(LdapWorld.code(() -> admin.modify(more))).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
        assertThat(end(admin, id, false).getResultCode()).isEqualTo(ResultCode.SUCCESS);
    }

    @Test
    void searches_are_not_part_of_one_and_nobody_starts_one() throws Exception {
        ASN1OctetString id = start(admin);
        var search = new SearchRequest(SUFFIX, SearchScope.BASE, "(objectClass=*)");
        search.setControls(in(id));
        assertThat(LdapWorld.code(() -> admin.search(search))).isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
        end(admin, id, false);
        try (LDAPConnection anonymous = world.anonymous()) {
            assertThat(anonymous
                            .processExtendedOperation(new StartTransactionExtendedRequest())
                            .getResultCode())
                    .isEqualTo(ResultCode.STRONG_AUTH_REQUIRED);
        }
    }

    /// Threat 25.
    @Test
    void what_one_may_not_do_alone_one_may_not_do_in_a_transaction() throws Exception {
        world.user(ACME, "modest");
        try (LDAPConnection user = world.as("uid=modest,ou=people,dc=acme,dc=example")) {
            ASN1OctetString id = start(user);
            user.delete(new DeleteRequest(LdapWorld.ADMIN, in(id)));
            assertThat(end(user, id, true).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
        assertThat(admin.getEntry(LdapWorld.ADMIN)).isNotNull();
    }
}
