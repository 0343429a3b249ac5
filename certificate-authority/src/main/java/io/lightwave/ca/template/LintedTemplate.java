package io.lightwave.ca.template;

/// Proof that a template passed the [Lint] for this issuer; only this can be signed.
public final class LintedTemplate {
    private final Template template;
    private final Issuer issuer;

    LintedTemplate(Template template, Issuer issuer) {
        this.template = template;
        this.issuer = issuer;
    }

    public Template template() {
        return template;
    }

    Issuer issuer() {
        return issuer;
    }
}
