package io.lightwave.ca.cmp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /.well-known/cmp/p/{tenant}` (RFC 9811 §3.3, RFC 9483 §6.1): a message in, a message out. Messages protect
/// themselves: nobody else authenticates their senders.
@RestController
class CmpEndpoint {
    private static final String PATH = "/.well-known/cmp/p/{tenant}";
    private static final String MEDIA_TYPE = "application/pkixcmp";

    /// RFC 9483 §6.1: what is sent to the addresses of single operations, beside confirmations.
    private static final Map<String, Integer> OPERATIONS = Map.of(
            "initialization", PKIBody.TYPE_INIT_REQ,
            "certification", PKIBody.TYPE_CERT_REQ,
            "keyupdate", PKIBody.TYPE_KEY_UPDATE_REQ,
            "pkcs10", PKIBody.TYPE_P10_CERT_REQ,
            "revocation", PKIBody.TYPE_REVOCATION_REQ,
            "getcacerts", PKIBody.TYPE_GEN_MSG,
            "getrootupdate", PKIBody.TYPE_GEN_MSG,
            "getcertreqtemplate", PKIBody.TYPE_GEN_MSG,
            "getcrls", PKIBody.TYPE_GEN_MSG,
            "nested", PKIBody.TYPE_NESTED);

    private static final Set<Integer> EVERYWHERE = Set.of(PKIBody.TYPE_CERT_CONFIRM, PKIBody.TYPE_ERROR);

    private final Authorities authorities;
    private final Conversation conversation;

    CmpEndpoint(Authorities authorities, Conversation conversation) {
        this.authorities = authorities;
        this.conversation = conversation;
    }

    @PostMapping(path = PATH, consumes = MEDIA_TYPE)
    ResponseEntity<byte[]> receive(@PathVariable TenantId tenant, @RequestBody byte[] body, Origin origin) {
        return answer(tenant, message(body), true, origin);
    }

    @PostMapping(path = PATH + "/{operation}", consumes = MEDIA_TYPE)
    ResponseEntity<byte[]> receive(
            @PathVariable TenantId tenant, @PathVariable String operation, @RequestBody byte[] body, Origin origin) {
        Integer type = OPERATIONS.get(operation);
        if (type == null) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        var message = message(body);
        return answer(tenant, message, message.type() == type || EVERYWHERE.contains(message.type()), origin);
    }

    private static CmpMessage message(byte[] body) {
        try {
            return CmpMessage.parse(body);
        } catch (IllegalArgumentException unreadable) {
            throw new ErrorResponseException(
                    HttpStatus.BAD_REQUEST,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.BAD_REQUEST, "the body is not one PKIMessage in DER of at most 64 KiB"),
                    null);
        }
    }

    private ResponseEntity<byte[]> answer(TenantId tenant, CmpMessage message, boolean fits, Origin origin) {
        return authorities.of(tenant).isEmpty()
                ? ResponseEntity.notFound().build()
                : ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(MEDIA_TYPE))
                        .body(conversation.answer(tenant, message, fits, origin));
    }
}
