package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.account.Desk.Visitor;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.FormParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// What it takes to add a factor that has a name, and to remove it again, whichever it is: a fresh
/// proof, a note and a letter, recovery codes with the first, and that nobody goes on with what counted
/// before.
final class FactorDesk {
    private static final String ADD = "factor.add";
    private static final String REMOVE = "factor.remove";

    private final Desk desk;
    private final AccountPages accountPages;
    private final Pages pages;
    private final OwnProof proof;
    private final OwnFactors factors;
    private final Renewal renewal;

    FactorDesk(Desk desk, AccountPages accountPages, Pages pages, OwnProof proof, OwnFactors factors, Renewal renewal) {
        this.desk = desk;
        this.accountPages = accountPages;
        this.pages = pages;
        this.proof = proof;
        this.factors = factors;
        this.renewal = renewal;
    }

    /// After the form that adds one.
    ///
    /// @param then given its name, after a fresh proof
    ResponseEntity<?> begin(
            Visitor visitor, FormParameters form, String kind, Function<String, ResponseEntity<?>> then) {
        Optional<String> name = Desk.name(form);
        if (name.isEmpty()) {
            return refuse(visitor, kind, Desk.FORM, "no acceptable name", HttpStatus.BAD_REQUEST, Account.Said.NAME);
        }
        return proof.refused(visitor, form, ADD, kind).orElseGet(() -> then.apply(name.get()));
    }

    /// @param policy what refuses
    ResponseEntity<?> refuse(
            Visitor visitor, String kind, String policy, String reason, HttpStatus status, Account.Said said) {
        desk.refuse(visitor, policy, ADD, kind, reason);
        return accountPages.show(visitor, status, said.alert());
    }

    /// After one was added: the way back to the account, or the recovery codes that come with the first
    /// second factor.
    ///
    /// @param hadNone whether the person had no second factor before
    ResponseEntity<?> added(Visitor visitor, String kind, UUID id, boolean hadNone, Account.Said said) {
        ActivePrincipal person = visitor.session().principal();
        boolean first = hadNone && factors.areEnrolled(person);
        if (first) {
            renewal.endOthers(visitor, "a second factor is asked for now");
        }
        desk.note(visitor, ADD, kind + " " + id, first ? "every other session has ended" : "");
        List<String> codes = first ? factors.codes().replaceRecoveryCodes(person) : List.of();
        return codes.isEmpty()
                ? Desk.done(visitor, said)
                : pages.show(new Page.RecoveryCodes(visitor.tenant(), codes, Optional.empty()));
    }

    /// The form that removes one. Whoever else had it is signed out with it.
    ///
    /// @param kind the field that names it
    /// @param removal false when the person has no such one
    ResponseEntity<?> remove(
            String tenant,
            HttpServletRequest request,
            HttpServletResponse response,
            Origin origin,
            String kind,
            BiPredicate<ActivePrincipal, UUID> removal,
            Account.Said said)
            throws IOException {
        return desk.form(
                tenant,
                request,
                response,
                origin,
                (visitor, form) -> proof.refused(visitor, form, REMOVE, kind).orElseGet(() -> {
                    form.find(kind)
                            .flatMap(Desk::id)
                            .filter(id -> removal.test(visitor.session().principal(), id))
                            .ifPresent(id -> removed(visitor, kind, id));
                    return Desk.done(visitor, said);
                }));
    }

    private void removed(Visitor visitor, String kind, UUID id) {
        ActivePrincipal person = visitor.session().principal();
        if (!factors.areEnrolled(person)) {
            factors.codes().remove(person.tenant(), person.id());
        }
        renewal.endOthers(visitor, "a %s was removed".formatted(kind));
        desk.note(visitor, REMOVE, kind + " " + id, "by the person");
    }
}
