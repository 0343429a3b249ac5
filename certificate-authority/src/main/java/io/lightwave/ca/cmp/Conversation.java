package io.lightwave.ca.cmp;

import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.util.Optional;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.jspecify.annotations.Nullable;

/// From a message to its answer: form, sender, transaction, then what it asks for. Every refusal is recorded.
final class Conversation {
    private final Reception reception;
    private final Transactions transactions;
    private final Enrolment enrolment;
    private final Confirmation confirmation;
    private final Ending ending;
    private final Information information;
    private final Answers answers;
    private final Audit audit;
    private final InstantSource clock;

    Conversation(
            Reception reception,
            Transactions transactions,
            Enrolment enrolment,
            Confirmation confirmation,
            Ending ending,
            Information information,
            Answers answers,
            Audit audit,
            InstantSource clock) {
        this.reception = reception;
        this.transactions = transactions;
        this.enrolment = enrolment;
        this.confirmation = confirmation;
        this.ending = ending;
        this.information = information;
        this.answers = answers;
        this.audit = audit;
        this.clock = clock;
    }

    /// The answer in DER, which may be a refusal.
    ///
    /// @param fits whether such a message may be sent to the address it came to
    byte[] answer(TenantId tenant, CmpMessage message, boolean fits, Origin origin) {
        byte[] nonce = answers.nonce();
        @Nullable Sender sender = null; // until it is known
        try {
            message.requireSound(clock.instant());
            sender = reception.authenticate(tenant, message, origin, clock.instant());
            if (!fits) {
                throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §6.1: the address is for others");
            }
            var answer = answer(new Exchange(tenant, message, sender, nonce, origin));
            return answers.write(tenant, message, secret(sender), nonce, answer);
        } catch (CmpException refused) {
            record(tenant, message, sender, refused, origin);
            return answers.writeError(tenant, message, secret(sender), nonce, refused);
        }
    }

    private Answer answer(Exchange exchange) {
        int type = exchange.message().type();
        if (type == PKIBody.TYPE_CERT_CONFIRM || type == PKIBody.TYPE_ERROR) {
            return confirmation.answer(exchange);
        }
        if (!transactions.begin(
                exchange.tenant(),
                exchange.message().transactionId(),
                exchange.sender().means())) {
            throw new CmpException(PKIFailureInfo.transactionIdInUse, "the transaction has been begun before");
        }
        return type == PKIBody.TYPE_GEN_MSG ? information.answer(exchange) : change(exchange);
    }

    /// What is asked for is refused in the answer's own form.
    private Answer change(Exchange exchange) {
        boolean ends = exchange.message().type() == PKIBody.TYPE_REVOCATION_REQ;
        try {
            return ends ? ending.answer(exchange) : enrolment.answer(exchange);
        } catch (CmpException refused) {
            record(exchange.tenant(), exchange.message(), exchange.sender(), refused, exchange.origin());
            return ends
                    ? Ending.refused(refused)
                    : Enrolment.refused(exchange.message().type(), refused);
        }
    }

    private static Optional<PasswordMac> secret(@Nullable Sender sender) {
        return sender instanceof Sender.Secret secret ? Optional.of(secret.mac()) : Optional.empty();
    }

    private void record(
            TenantId tenant, CmpMessage message, @Nullable Sender sender, CmpException refused, Origin origin) {
        audit.record(new AuditEvent(
                tenant,
                sender == null ? "unknown" : sender.actor(),
                sender == null ? "cmp.authenticate" : "cmp.request",
                message.word(),
                AuditEvent.Outcome.REFUSED,
                refused.reason(),
                origin));
    }
}
