package io.lightwave.token.ecp;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Tenant;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.assurance.Wish;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.PasswordGates;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.saml.idp.ClientSignIn;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// Signs people in by the name and password that their client sends along (RFC 7617). It is the sign-in page's
/// check, with its throttle, and nobody gets by with less than the tenant's policy asks: whoever would be asked
/// for more gets none.
final class EcpSignIn implements ClientSignIn {
    private static final String ACTION = "session.begin";
    private static final String CREDENTIALS = "user name and password";
    private static final String POLICY = "authentication policy";
    private static final int LONGEST_HEADER = 2048;
    private static final int LONGEST_NAME = 256;
    private static final List<String> FACTORS = List.of(SignIn.PASSWORD);

    private final SourcedPasswords passwords;
    private final Assurance assurance;
    private final SignIns signIns;
    private final TransactionTemplate transactions;
    private final Refusals refusals;
    private final Audit audit;

    EcpSignIn(
            SourcedPasswords passwords,
            Assurance assurance,
            SignIns signIns,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit) {
        this.passwords = passwords;
        this.assurance = assurance;
        this.signIns = signIns;
        this.transactions = transactions;
        this.refusals = refusals;
        this.audit = audit;
    }

    private record Basic(String name, Password password) {}

    @Override
    public Proof prove(Tenant tenant, HttpServletRequest http, Origin origin) {
        List<String> headers = Collections.list(http.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return new Proof.Refused(); // a client may ask what is wanted
        }
        Decisions decisions = Decisions.of(http);
        Optional<Basic> shown = headers.size() == 1 ? read(headers.getFirst()) : Optional.empty();
        if (shown.isEmpty()) {
            return refused(decisions, CREDENTIALS, tenant, "", "no acceptable user name and password", origin);
        }
        String name = shown.get().name();
        if (!assurance.policy(tenant.id()).mayBeginWith(Factor.PASSWORD)) {
            return refused(decisions, POLICY, tenant, name, "the policy lets nobody begin with a password", origin);
        }
        decisions.held(POLICY, "a sign-in may begin with a password");
        return switch (passwords.prove(tenant.id(), name, shown.get().password(), origin)) {
            case PasswordAuthentication.Proof.Good(var person) -> good(decisions, person, false);
            case PasswordAuthentication.Proof.Outworn outworn -> good(decisions, outworn.principal(), true);
            case PasswordAuthentication.Proof.Refused refused -> {
                refused.at().ifPresent(gate -> PasswordGates.before(gate, decisions));
                String policy = refused.at().map(PasswordGates::name).orElse("directory of others");
                Proof answer = refused(decisions, policy, tenant, name, refused.reason(), origin);
                yield refused.isBusy() ? new Proof.Busy() : answer;
            }
        };
    }

    private static Proof good(Decisions decisions, ActivePrincipal person, boolean outworn) {
        decisions.held(CREDENTIALS, "those of " + person.name());
        return new Proof.Good(person, outworn);
    }

    private static Optional<Basic> read(String header) {
        if (header.length() > LONGEST_HEADER || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(
                            Base64.getDecoder().decode(header.substring(6).strip())))
                    .toString();
            int colon = pair.indexOf(':');
            return colon < 1 || colon > LONGEST_NAME || colon == pair.length() - 1
                    ? Optional.empty()
                    : Optional.of(new Basic(pair.substring(0, colon), Password.of(pair.substring(colon + 1))));
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public Outcome begin(Tenant tenant, Proof.Good good, HttpServletRequest http, Origin origin) {
        ActivePrincipal person = good.person();
        if (good.outworn()) {
            return insufficient(tenant, person, "the person has to choose another password first", origin);
        }
        if (!(assurance.next(person, FACTORS, Wish.NONE) instanceof Assurance.Next.Nothing)) {
            return insufficient(tenant, person, "a password alone does not do", origin);
        }
        return transactions.execute(_ -> {
            LiveSession begun =
                    signIns.begin(SignIn.by(person, FACTORS), http, origin).session();
            audit.recordChange(event(
                    tenant,
                    person.name(),
                    "session " + begun.session().id(),
                    AuditEvent.Outcome.SUCCESS,
                    "by pwd, enhanced client",
                    origin));
            return new Outcome.Begun(begun);
        });
    }

    /// The service provider is told, with the steps that held.
    private Outcome insufficient(Tenant tenant, ActivePrincipal person, String reason, Origin origin) {
        audit.record(event(tenant, person.name(), "session", AuditEvent.Outcome.REFUSED, reason, origin));
        return new Outcome.Refused(reason);
    }

    private Proof refused(Decisions before, String policy, Tenant tenant, String name, String reason, Origin origin) {
        refusals.refused(before, policy, event(tenant, name, "session", AuditEvent.Outcome.REFUSED, reason, origin));
        return new Proof.Refused();
    }

    private static AuditEvent event(
            Tenant tenant, String name, String target, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                tenant.id(), "user:%s@%s".formatted(name, tenant.id()), ACTION, target, outcome, reason, origin);
    }
}
