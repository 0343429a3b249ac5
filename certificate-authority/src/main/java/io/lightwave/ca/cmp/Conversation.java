package io.lightwave.ca.cmp;

import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIMessages;
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
            var exchange = new Exchange(tenant, message, sender, nonce, origin);
            return message.type() == PKIBody.TYPE_NESTED
                    ? nested(exchange)
                    : write(exchange, answer(exchange, new ListQuestions.Room()));
        } catch (CmpException refused) {
            record(tenant, message, sender, refused, origin);
            return answers.writeError(tenant, message, secret(sender), nonce, refused);
        }
    }

    /// All messages within are proved before any is decided; then each is answered as if it had come alone.
    private byte[] nested(Exchange around) {
        var nested = Nested.of(around, clock.instant());
        var within = nested.messages().stream()
                .map(message -> proved(around, message))
                .toList();
        var room = new ListQuestions.Room();
        if (nested.adds()) {
            return answered(within.getFirst(), room);
        }
        begin(around);
        List<PKIMessage> each = new ArrayList<>();
        for (var exchange : within) {
            each.add(PKIMessage.getInstance(answered(exchange, room)));
        }
        return write(
                around, new Answer(new PKIBody(PKIBody.TYPE_NESTED, new PKIMessages(each.toArray(PKIMessage[]::new)))));
    }

    private Exchange proved(Exchange around, CmpMessage message) {
        var sender = reception.authenticate(around.tenant(), message, around.origin(), clock.instant());
        return new Exchange(around.tenant(), message, sender, answers.nonce(), around.origin());
    }

    /// @param room that those before it in its batch have left
    private byte[] answered(Exchange exchange, ListQuestions.Room room) {
        try {
            return write(exchange, answer(exchange, room));
        } catch (CmpException refused) {
            record(exchange, refused);
            return answers.writeError(
                    exchange.tenant(), exchange.message(), secret(exchange.sender()), exchange.nonce(), refused);
        }
    }

    private byte[] write(Exchange exchange, Answer answer) {
        return answers.write(
                exchange.tenant(), exchange.message(), secret(exchange.sender()), exchange.nonce(), answer);
    }

    private Answer answer(Exchange exchange, ListQuestions.Room room) {
        int type = exchange.message().type();
        if (type == PKIBody.TYPE_CERT_CONFIRM || type == PKIBody.TYPE_ERROR) {
            return confirmation.answer(exchange);
        }
        begin(exchange);
        return type == PKIBody.TYPE_GEN_MSG ? information.answer(exchange, room) : change(exchange);
    }

    private void begin(Exchange exchange) {
        if (!transactions.begin(
                exchange.tenant(),
                exchange.message().transactionId(),
                exchange.sender().means())) {
            throw new CmpException(PKIFailureInfo.transactionIdInUse, "the transaction has been begun before");
        }
    }

    /// What is asked for is refused in the answer's own form.
    private Answer change(Exchange exchange) {
        boolean ends = exchange.message().type() == PKIBody.TYPE_REVOCATION_REQ;
        try {
            return ends ? ending.answer(exchange) : enrolment.answer(exchange);
        } catch (CmpException refused) {
            record(exchange, refused);
            return ends
                    ? Ending.refused(refused)
                    : Enrolment.refused(exchange.message().type(), refused);
        }
    }

    private static Optional<PasswordMac> secret(@Nullable Sender sender) {
        return sender instanceof Sender.Secret secret ? Optional.of(secret.mac()) : Optional.empty();
    }

    private void record(Exchange exchange, CmpException refused) {
        record(exchange.tenant(), exchange.message(), exchange.sender(), refused, exchange.origin());
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
