package io.lightwave.token.ldapsource;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.directory.PasswordAuthentication.Proof;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.Throttle.Closed;
import java.util.Locale;
import java.util.Optional;

/// Checks the password of whoever signs in: here, of those who are here and come from nowhere else, and otherwise in
/// the directories that the tenant has registered. Who is refused is refused alike, and after the same steps, as far as
/// other people's servers allow that.
public final class SourcedPasswords {
    private static final String KIND = "ldap-password";

    private final PasswordAuthentication here;
    private final LdapSources sources;
    private final Directories directories;
    private final SourcePeople people;
    private final Subjects subjects;
    private final Throttle throttle;

    SourcedPasswords(
            PasswordAuthentication here,
            LdapSources sources,
            Directories directories,
            SourcePeople people,
            Subjects subjects,
            Throttle throttle) {
        this.here = here;
        this.sources = sources;
        this.directories = directories;
        this.people = people;
        this.subjects = subjects;
        this.throttle = throttle;
    }

    /// As [PasswordAuthentication#prove].
    public Proof prove(TenantId tenant, String userName, Password password, Origin origin) {
        if (sources.all(tenant).isEmpty()) {
            return here.prove(tenant, userName, password, origin);
        }
        Optional<Subject> known = subjects.byName(tenant, SubjectKind.USER, userName);
        Optional<SourcePeople.Link> link = known.flatMap(person -> people.of(tenant, person.id()));
        if (known.isPresent() && link.isEmpty()) {
            Proof proof = here.prove(tenant, userName, password, origin);
            if (proof instanceof Proof.Refused && !proof.isBusy() && throttle.permits(tenant, KIND, key(userName))) {
                pretend(tenant, userName);
                throttle.failed(tenant, KIND, key(userName));
            }
            return proof;
        }
        Proof proof = throttled(tenant, userName, known, origin)
                .<Proof>map(closed -> new Proof.Refused(closed.reason()))
                .orElseGet(() -> there(tenant, userName, link, password, origin));
        if (!(proof instanceof Proof.Refused)) { // who guesses many times at once gains nothing by it
            proof = throttle.closed(guess(tenant, userName, known, origin))
                    .<Proof>map(closed -> new Proof.Refused(closed.reason()))
                    .orElse(proof);
        }
        if (proof instanceof Proof.Refused) {
            // takes its time and counts, whatever it says
            Proof nothing = here.prove(tenant, userName, password, origin);
            return nothing.isBusy() ? nothing : proof;
        }
        throttle.succeeded(tenant, KIND, key(userName));
        return proof;
    }

    /// By whoever comes from elsewhere as by those who are here: only what closes the account saves asking elsewhere.
    private Optional<Closed> throttled(TenantId tenant, String userName, Optional<Subject> known, Origin origin) {
        Optional<Closed> closed = throttle.closed(guess(tenant, userName, known, origin));
        if (closed.filter(why -> why != Closed.ACCOUNT).isPresent()) {
            pretend(tenant, userName);
        }
        return closed;
    }

    private static Throttle.Guess guess(TenantId tenant, String userName, Optional<Subject> known, Origin origin) {
        String account = known.map(person -> person.id().toString()).orElse("");
        return new Throttle.Guess(tenant, Throttle.Whose.PEOPLE, KIND, key(userName), account, origin.address());
    }

    private void pretend(TenantId tenant, String userName) {
        sources.asked(tenant, userName)
                .forEach(source -> directories.pretend(source, sources.password(source), userName));
    }

    /// As [PasswordAuthentication#authenticate], of somebody who is known: whoever comes from a directory is asked for
    /// the password there.
    public Outcome confirm(TenantId tenant, SubjectId person, Password password, Origin origin) {
        Optional<SourcePeople.Link> link = sources.all(tenant).isEmpty() ? Optional.empty() : people.of(tenant, person);
        if (link.isEmpty()) {
            return here.authenticate(tenant, person, password, origin);
        }
        return switch (linked(tenant, link.get(), password, origin).proof()) {
            case Proof.Good(var principal) when principal.id().equals(person) -> new Outcome.Authenticated(principal);
            case Proof.Good _, Proof.Outworn _ -> new Outcome.Refused("it is somebody else there");
            case Proof.Refused refused -> new Outcome.Refused(refused.reason());
        };
    }

    /// Whether a person's password is kept in a directory of others.
    public boolean isKeptElsewhere(TenantId tenant, SubjectId person) {
        return !sources.all(tenant).isEmpty() && people.of(tenant, person).isPresent();
    }

    /// Whether a password that has just been right is still one: not when its directory has been disabled meanwhile.
    public boolean stillCounts(ActivePrincipal person) {
        return sources.all(person.tenant()).isEmpty()
                || people.of(person.tenant(), person.id())
                        .map(link ->
                                sources.usable(person.tenant(), link.source()).isPresent())
                        .orElse(true);
    }

    /// Whether people with addresses of a domain are looked for in a directory of their own.
    public boolean servesDomain(TenantId tenant, String domain) {
        return sources.servesDomain(tenant, domain);
    }

    private Proof there(
            TenantId tenant, String userName, Optional<SourcePeople.Link> link, Password password, Origin origin) {
        Answer answer = link.map(known -> linked(tenant, known, password, origin))
                .orElseGet(() -> searched(tenant, userName, password, origin));
        if (answer.proof() instanceof Proof.Refused && answer.counts()) {
            throttle.failed(tenant, KIND, key(userName));
        }
        return answer.proof();
    }

    /// @param counts whether something was found out: an outage is nobody's guess
    private record Answer(Proof proof, boolean counts) {
        static Answer refused(String reason) {
            return new Answer(new Proof.Refused(reason), true);
        }

        static Answer unreachable(LdapSource source, String reason) {
            return new Answer(new Proof.Refused("directory %s: %s".formatted(source.name(), reason)), false);
        }
    }

    private Answer linked(TenantId tenant, SourcePeople.Link link, Password password, Origin origin) {
        Optional<LdapSource> usable = sources.usable(tenant, link.source());
        if (usable.isEmpty()) {
            return Answer.refused("the directory that the person comes from is disabled");
        }
        LdapSource source = usable.get();
        return ask(source, new Directories.Sought.Known(link.externalId()), password, origin)
                .orElseGet(() -> Answer.refused("directory %s: the person is gone".formatted(source.name())));
    }

    /// In one directory after the other, until one has such a person.
    private Answer searched(TenantId tenant, String userName, Password password, Origin origin) {
        Answer last = Answer.refused("unknown user, here and in every directory");
        for (LdapSource source : sources.asked(tenant, userName)) {
            Optional<Answer> answer = ask(source, new Directories.Sought.Named(userName), password, origin);
            if (answer.filter(Answer::counts).isPresent()) {
                return answer.get();
            }
            last = answer.orElse(last);
        }
        return last;
    }

    /// Empty when there is no such person.
    private Optional<Answer> ask(LdapSource source, Directories.Sought sought, Password password, Origin origin) {
        TenantId tenant = source.tenant();
        Directories.Check check = directories.check(
                source,
                sources.password(source),
                sought,
                password,
                id -> throttle.permits(tenant, KIND, key(source, id)));
        return switch (check) {
            case Directories.Check.Nobody() -> Optional.empty();
            case Directories.Check.Unreachable(String reason) -> Optional.of(Answer.unreachable(source, reason));
            case Directories.Check.Closed() -> Optional.of(Answer.refused("throttled after failures"));
            case Directories.Check.Wrong(var person, String reason) -> {
                throttle.failed(tenant, KIND, key(source, person.id()));
                yield Optional.of(Answer.refused("directory %s: %s".formatted(source.name(), reason)));
            }
            case Directories.Check.Right(var person) -> {
                if (!throttle.permits(tenant, KIND, key(source, person.id()))) { // others have failed meanwhile
                    yield Optional.of(Answer.refused("throttled after failures"));
                }
                throttle.succeeded(tenant, KIND, key(source, person.id()));
                yield Optional.of(
                        switch (people.recognise(source, person, origin)) {
                            case SourcePeople.Recognition.Known(var known) -> new Answer(new Proof.Good(known), true);
                            case SourcePeople.Recognition.Refused(String reason) ->
                                Answer.refused("directory %s: %s".formatted(source.name(), reason));
                        });
            }
        };
    }

    private static String key(String userName) {
        return "name/" + userName.toLowerCase(Locale.ROOT);
    }

    private static String key(LdapSource source, String id) {
        return source.id() + "/" + id;
    }
}
