package io.lightwave.token.login;

import io.lightwave.directory.Tenant;
import io.lightwave.token.authorization.Authorization;
import io.lightwave.token.authorization.AuthorizationAnswers;
import io.lightwave.token.login.SignInFlow.Progress;
import io.lightwave.token.page.Page;
import io.lightwave.token.session.BrowserState;
import io.lightwave.token.session.SessionCookie;
import io.lightwave.token.session.SignIns;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Shows the browser how far its sign-in has come.
final class SignInAnswers {
    private final SignInPages pages;
    private final Banners banners;
    private final AuthorizationAnswers answers;

    SignInAnswers(SignInPages pages, Banners banners, AuthorizationAnswers answers) {
        this.pages = pages;
        this.banners = banners;
        this.answers = answers;
    }

    /// After a step elsewhere.
    ResponseEntity<?> show(Visit visit, Elsewhere.Outcome outcome) {
        return switch (outcome) {
            case Elsewhere.Outcome.Left(ResponseEntity<?> page) -> page;
            case Elsewhere.Outcome.Stayed(Progress progress) -> show(visit, progress, "");
        };
    }

    /// @param userName what stands in the field of a page that begins again
    ResponseEntity<?> show(Visit visit, Progress progress, String userName) {
        return switch (progress) {
            case Progress.Begun(SignIns.Begun begun, var decision) -> begun(visit, begun, decision);
            case Progress.CertificateWanted(URI there) -> pages.leaveToShowCertificate(visit, there);
            case Progress.SecondWanted wanted -> pages.askForSecond(visit, wanted);
            case Progress.SetUpWanted wanted -> pages.askToSetUp(visit, wanted);
            case Progress.SetUp done -> pages.showRecoveryCodes(visit, done);
            case Progress.PasswordWanted wanted -> pages.askForPassword(visit, wanted);
            case Progress.Refused() -> pages.show(visit, userName, Optional.of(Page.Alert.WRONG_CREDENTIALS));
            case Progress.Busy() -> pages.show(visit, userName, Optional.of(Page.Alert.BUSY));
            case Progress.PasskeyRefused() -> pages.show(visit, userName, Optional.of(Page.Alert.PASSKEY_REFUSED));
            case Progress.CertificateRefused() ->
                pages.show(visit, userName, Optional.of(Page.Alert.CERTIFICATE_REFUSED));
            case Progress.ElsewhereRefused() -> pages.show(visit, userName, Optional.of(Page.Alert.PROVIDER_REFUSED));
            case Progress.FreshProofWanted(), Progress.Over() ->
                pages.show(visit, userName, Optional.of(Page.Alert.STALE_FORM));
        };
    }

    private ResponseEntity<?> begun(Visit visit, SignIns.Begun begun, Optional<Authorization.Decision> decision) {
        Tenant tenant = visit.tenant();
        banners.noteAgreement(visit, begun.session());
        visit.response().addHeader("Set-Cookie", SessionCookie.SESSION.set(tenant.id(), begun.cookie()));
        visit.response().addHeader("Set-Cookie", BrowserState.set(tenant.id(), begun.cookie()));
        visit.response().addHeader("Set-Cookie", SessionCookie.SIGN_IN.clear(tenant.id()));
        if (decision.isPresent()) {
            return answers.answer(decision.get(), Optional.of(begun.cookie()), visit.origin());
        }
        return switch (visit.destination()) {
            case Destination.Waiting _ -> throw new IllegalStateException("a request that waits was not decided");
            case Destination.OwnPage page ->
                ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .header("Location", page.address(tenant))
                        .build();
        };
    }
}
