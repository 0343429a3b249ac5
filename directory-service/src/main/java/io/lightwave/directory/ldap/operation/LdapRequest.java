package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.UnbindRequestProtocolOp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The requests of RFC 4511 §4.2 to §4.12, as the codec read them; those with an answer know its form.
sealed interface LdapRequest {

    /// Empty for what only a server may send.
    static Optional<LdapRequest> of(ProtocolOp operation) {
        return Optional.ofNullable(
                switch (operation) {
                    case SearchRequestProtocolOp search -> new Search(search);
                    case BindRequestProtocolOp bind -> new Bind(bind);
                    case UnbindRequestProtocolOp _ -> new Unbind();
                    case AddRequestProtocolOp add -> new Add(add);
                    case ModifyRequestProtocolOp modify -> new Modify(modify);
                    case DeleteRequestProtocolOp delete -> new Delete(delete.getDN());
                    case CompareRequestProtocolOp compare -> new Compare(compare);
                    case ModifyDNRequestProtocolOp modifyDn -> new ModifyDn(modifyDn);
                    case AbandonRequestProtocolOp abandon -> new Abandon(abandon.getIDToAbandon());
                    case ExtendedRequestProtocolOp extended -> new Extended(extended.getOID(), extended.getValue());
                    default -> null;
                });
    }

    record Unbind() implements LdapRequest {}

    record Abandon(int messageId) implements LdapRequest {}

    /// A request that is always answered.
    sealed interface Answered extends LdapRequest {
        Kind kind();

        ProtocolOp response(LdapResult result);
    }

    /// The operations that have an answer.
    enum Kind {
        BIND,
        SEARCH,
        ADD,
        MODIFY,
        DELETE,
        COMPARE,
        MODIFY_DN,
        EXTENDED
    }

    record Bind(BindRequestProtocolOp asked) implements Answered {
        @Override
        public Kind kind() {
            return Kind.BIND;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new BindResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals(), null);
        }
    }

    record Search(SearchRequestProtocolOp asked) implements Answered {
        @Override
        public Kind kind() {
            return Kind.SEARCH;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new SearchResultDoneProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals());
        }
    }

    record Add(AddRequestProtocolOp asked) implements Answered {
        @Override
        public Kind kind() {
            return Kind.ADD;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new AddResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals());
        }
    }

    record Modify(ModifyRequestProtocolOp asked) implements Answered {
        @Override
        public Kind kind() {
            return Kind.MODIFY;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new ModifyResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals());
        }
    }

    record Delete(String name) implements Answered {
        @Override
        public Kind kind() {
            return Kind.DELETE;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new DeleteResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals());
        }
    }

    record Compare(CompareRequestProtocolOp asked) implements Answered {
        @Override
        public Kind kind() {
            return Kind.COMPARE;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new CompareResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals());
        }
    }

    record ModifyDn(ModifyDNRequestProtocolOp asked) implements Answered {
        @Override
        public Kind kind() {
            return Kind.MODIFY_DN;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new ModifyDNResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals());
        }
    }

    /// @param value null when there is none
    record Extended(String oid, @Nullable ASN1OctetString value) implements Answered {
        @Override
        public Kind kind() {
            return Kind.EXTENDED;
        }

        @Override
        public ProtocolOp response(LdapResult result) {
            return new ExtendedResponseProtocolOp(
                    result.code().intValue(), result.matched(), result.diagnostic(), result.referrals(), null, null);
        }
    }
}
