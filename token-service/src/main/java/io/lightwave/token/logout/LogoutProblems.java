package io.lightwave.token.logout;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Tenant;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.language.Text;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// The page for a sign-out that came to nothing, whose reference leads to the reason.
public final class LogoutProblems {
    private final Refusals refusals;
    private final Pages pages;

    LogoutProblems(Refusals refusals, Pages pages) {
        this.refusals = refusals;
        this.pages = pages;
    }

    /// Notes the refusal, and shows its page.
    ///
    /// @param policy what refuses, in words for an operator
    /// @param detail what the person is told
    public ResponseEntity<?> show(Tenant tenant, Decisions before, String policy, AuditEvent event, Text detail) {
        refusals.refused(before, policy, event);
        return pages.show(new Page.Problem(
                tenant,
                HttpStatus.BAD_REQUEST,
                Text.of("problem.logout"),
                detail,
                event.origin().requestId()));
    }
}
