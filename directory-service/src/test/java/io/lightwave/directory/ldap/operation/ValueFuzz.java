package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PreReadRequestControl;
import com.unboundid.ldap.sdk.controls.ProxiedAuthorizationV2RequestControl;
import com.unboundid.ldap.sdk.controls.RFC3672SubentriesRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.extensions.CancelExtendedRequest;
import com.unboundid.ldap.sdk.extensions.EndTransactionExtendedRequest;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.unboundidds.controls.GetEffectiveRightsRequestControl;
import io.lightwave.directory.ldap.operation.RequestControls.Decoder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Gives the values of controls and extended requests to whatever decodes them; what escapes from it is a bug.
public final class ValueFuzz {
    private static final Map<KnownControl, Decoder<?>> DECODERS = decoders();
    private static final List<ExtendedOperation.Decoder<?>> REQUESTS = List.of(
            PasswordModifyExtendedRequest::new,
            CancelExtendedRequest::new,
            EndTransactionExtendedRequest::new,
            Refresh::decode);

    private ValueFuzz() {}

    private static Map<KnownControl, Decoder<?>> decoders() {
        var decoders = new EnumMap<KnownControl, Decoder<?>>(KnownControl.class);
        decoders.put(KnownControl.ASSERTION, Assertions::filter);
        decoders.put(KnownControl.PRE_READ, PreReadRequestControl::new);
        decoders.put(KnownControl.POST_READ, PostReadRequestControl::new);
        decoders.put(KnownControl.PAGED_RESULTS, SearchOperation::pagedResults);
        decoders.put(KnownControl.SORT, ServerSideSortRequestControl::new);
        decoders.put(KnownControl.VIRTUAL_LIST_VIEW, VirtualListViewRequestControl::new);
        decoders.put(KnownControl.CONTENT_SYNC, ContentSyncRequestControl::new);
        decoders.put(KnownControl.PERSISTENT_SEARCH, PersistentSearchRequestControl::new);
        decoders.put(KnownControl.MATCHED_VALUES, SearchOperation::valueFilters);
        decoders.put(KnownControl.SUBENTRIES, RFC3672SubentriesRequestControl::new);
        decoders.put(KnownControl.PROXIED_AUTHORIZATION, ProxiedAuthorizationV2RequestControl::new);
        decoders.put(KnownControl.EFFECTIVE_RIGHTS, GetEffectiveRightsRequestControl::new);
        decoders.put(KnownControl.DEREFERENCE, Dereferencing::decode);
        decoders.put(KnownControl.SESSION_TRACKING, SessionTracking::decode);
        return decoders;
    }

    /// The controls of a message, by the operation that it is if it is a request.
    public static void controls(LDAPMessage message) {
        if (LdapRequest.of(message.getProtocolOp()).orElse(null) instanceof LdapRequest.Answered request) {
            read(request.kind(), message.getControls());
            if (request instanceof LdapRequest.Extended extended && extended.value() != null) {
                request(extended.value().getValue());
            }
        }
    }

    /// A control's value, as the value of every control that has one.
    public static void control(byte[] value) {
        DECODERS.keySet().forEach(known -> {
            for (LdapRequest.Kind kind : LdapRequest.Kind.values()) {
                if (KnownControl.of(known.oid(), kind).isPresent()) {
                    read(kind, List.of(new Control(known.oid(), true, new ASN1OctetString(value))));
                    return;
                }
            }
        });
    }

    private static void read(LdapRequest.Kind kind, List<Control> given) {
        try {
            RequestControls controls = RequestControls.of(kind, given);
            for (var decoder : DECODERS.entrySet()) {
                controls.read(decoder.getKey(), decoder.getValue());
            }
        } catch (RefusedException e) {
            // that is how it is refused
        }
    }

    /// The value of an extended request, as that of every one that has one.
    public static void request(byte[] value) {
        for (ExtendedOperation.Decoder<?> decoder : REQUESTS) {
            try {
                ExtendedOperation.decode(new LdapRequest.Extended("1.2.3", new ASN1OctetString(value)), decoder);
            } catch (RefusedException e) {
                // that is how it is refused
            }
        }
    }
}
