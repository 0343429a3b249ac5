package io.lightwave.workload.issuer;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The kind of platform: what of its tokens never changes hands, whether a token counts once, and how long it may live.
public enum IssuerKind {
    /// Any OpenID Connect issuer of workload tokens. Whoever asks AWS for one says what tags of the request are in it.
    OIDC(true, Duration.ofHours(1), Pattern.compile("sub|(?!.*[.]request_tags[.]).*_id"), "", Pattern.compile("(?!)")),
    /// A cluster, whose projected tokens are files that a pod presents again until they expire.
    KUBERNETES(
            false,
            Duration.ofHours(24),
            Pattern.compile("sub|kubernetes[.]io[.](serviceaccount|pod|node)[.]uid"),
            "",
            Pattern.compile("(?!)")),
    /// GitHub Actions. A job that strangers can start, by a pull request, an issue, a comment, a star or a fork, or by
    /// what others' checks say of one, is nobody unless a rule names the event.
    GITHUB(
            true,
            Duration.ofHours(1),
            Pattern.compile("repository_id|repository_owner_id"),
            "event_name",
            Pattern.compile("pull_request(_target|_review|_review_comment|_comment)?|issues|issue_comment"
                    + "|discussion|discussion_comment|fork|watch|gollum|workflow_run|check_run|check_suite|status")),
    /// GitLab CI/CD; the same for merge requests from forks, and for what their pipelines start in turn. A token lives
    /// as long as its job may run.
    GITLAB(
            true,
            Duration.ofHours(24),
            Pattern.compile("project_id|namespace_id"),
            "pipeline_source",
            Pattern.compile("merge_request_event|external_pull_request_event|parent_pipeline")),
    /// Google Cloud, whose metadata server hands out one identity token of an hour again and again. An instance's has
    /// claims of `google.compute_engine` when asked for with `format=full`.
    GCP(
            false,
            Duration.ofHours(1),
            Pattern.compile("sub|google[.]compute_engine[.](instance_id|project_number)"),
            "",
            Pattern.compile("(?!)")),
    /// Azure, whose managed identities get one access token of a day, and five minutes before, again and again.
    AZURE(false, Duration.ofHours(25), Pattern.compile("sub|oid"), "", Pattern.compile("(?!)")),
    /// Instance identity documents of AWS's EC2, one issuer for each region. A document stays the same while the
    /// instance runs, so it counts in the first hour only.
    EC2(true, Duration.ofHours(1), Pattern.compile("accountId|instanceId"), "", Pattern.compile("(?!)")),
    /// Attested data of Azure's virtual machines, which are good for six hours.
    AZURE_VM(true, Duration.ofHours(6), Pattern.compile("subscriptionId|vmId"), "", Pattern.compile("(?!)"));

    private final boolean countsOnce;
    private final Duration longest;
    private final Pattern immutable;
    private final String triggerClaim;
    private final Pattern openTriggers;

    IssuerKind(boolean countsOnce, Duration longest, Pattern immutable, String triggerClaim, Pattern openTriggers) {
        this.countsOnce = countsOnce;
        this.longest = longest;
        this.immutable = immutable;
        this.triggerClaim = triggerClaim;
        this.openTriggers = openTriggers;
    }

    /// How REST writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether its evidence is a signed document (CMS, RFC 5652) and no JWT.
    public boolean signsDocuments() {
        return this == EC2 || this == AZURE_VM;
    }

    static Optional<IssuerKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /// Whether a token is used up by what is issued for it.
    public boolean countsOnce() {
        return countsOnce;
    }

    /// The longest time between `iat` and `exp` that is accepted.
    public Duration longest() {
        return longest;
    }

    /// The claim that says what started a job; empty where there is none.
    public String triggerClaim() {
        return triggerClaim;
    }

    /// Whether strangers can start a job this way, so that a rule must name it.
    public boolean isOpenTrigger(String trigger) {
        return openTriggers.matcher(trigger).matches();
    }

    boolean isImmutable(String claim) {
        return immutable.matcher(claim).matches();
    }
}
