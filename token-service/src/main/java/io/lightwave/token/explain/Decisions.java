package io.lightwave.token.explain;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/// What has been decided about one request of a browser, in that order. One thread at a time has it.
public final class Decisions {
    private static final int LONGEST = 300;

    private final List<Step> steps = new ArrayList<>();

    /// @param policy what decided, in words for an operator
    /// @param outcome `held` or `refused`
    /// @param detail never a secret; may be empty
    public record Step(String policy, String outcome, String detail) {
        private static Step of(String policy, String outcome, String detail) {
            return new Step(policy, outcome, detail.length() > LONGEST ? detail.substring(0, LONGEST) + "…" : detail);
        }
    }

    /// Those about the request so far.
    public static Decisions of(HttpServletRequest request) {
        String name = Decisions.class.getName();
        if (request.getAttribute(name) instanceof Decisions known) {
            return known;
        }
        var none = new Decisions();
        request.setAttribute(name, none);
        return none;
    }

    public Decisions held(String policy, String detail) {
        steps.add(Step.of(policy, "held", detail));
        return this;
    }

    /// With the one that refuses.
    List<Step> refused(String policy, String reason) {
        var all = new ArrayList<>(steps);
        all.add(Step.of(policy, "refused", reason));
        return all;
    }
}
