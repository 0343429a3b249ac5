package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.EntryChangeNotificationControl;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.EntryJournal.Step;
import io.lightwave.directory.dit.EntryJournal.Steps;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchQuery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Persistent search (draft-ietf-ldapext-psearch-03), with entry change notifications for those who ask for them. A
/// deletion is told of what the client could see before, and of nothing else.
final class PersistentSearch {
    private static final long NO_NUMBER = -1;

    private final Following following;

    PersistentSearch(Following following) {
        this.following = following;
    }

    LdapResult search(SearchQuery query, PersistentSearchRequestControl asked, Exchange exchange)
            throws RefusedException {
        TenantId tenant = following.tenant(query);
        try (var _ = following.take(exchange)) {
            Position position = following.journal().now();
            var run = new Run(query, asked, exchange);
            LdapResult result = following.whole(
                    exchange.requester(), asked.changesOnly() ? query.withoutSizeLimit() : query, exchange, run::first);
            return result.isSuccess() ? following.follow(tenant, position, exchange, run) : result;
        } catch (Content.TooManyException e) {
            return LdapResult.of(
                    ResultCode.ADMIN_LIMIT_EXCEEDED, "at most %d entries are followed".formatted(Content.MAXIMUM));
        }
    }

    private final class Run implements Following.Listener {
        private final SearchQuery query;
        private final PersistentSearchRequestControl asked;
        private final Exchange exchange;
        private final Content content = new Content();

        Run(SearchQuery query, PersistentSearchRequestControl asked, Exchange exchange) {
            this.query = query;
            this.asked = asked;
            this.exchange = exchange;
        }

        void first(FoundEntry entry) {
            content.add(entry.id());
            if (!asked.changesOnly()) {
                exchange.entry(entry.name(), entry.attributes());
            }
        }

        @Override
        public Optional<LdapResult> told(Steps steps, Requester requester) {
            Set<UUID> made = new HashSet<>();
            Map<UUID, String> moved = new HashMap<>();
            for (Step step : steps.all()) {
                switch (step) {
                    case Step.Made(UUID id) -> made.add(id);
                    case Step.Moved(UUID id, String oldName) -> moved.putIfAbsent(id, oldName);
                    case Step.Changed _, Step.Gone _, Step.Everything _ -> {}
                }
            }
            Set<UUID> ids = Following.ids(steps.all());
            Map<UUID, FoundEntry> found = following.among(requester, query, exchange, ids);
            Following.gone(steps.all()).forEach((id, name) -> {
                if (content.remove(id)) {
                    send(name, List.of(), PersistentSearchChangeType.DELETE, null);
                }
            });
            ids.forEach(id -> {
                if (!found.containsKey(id)) {
                    content.remove(id);
                }
            });
            found.forEach((id, entry) -> {
                boolean known = !content.add(id);
                if (moved.containsKey(id)) {
                    send(entry, PersistentSearchChangeType.MODIFY_DN, known ? moved.get(id) : null);
                } else {
                    send(
                            entry,
                            made.contains(id) ? PersistentSearchChangeType.ADD : PersistentSearchChangeType.MODIFY,
                            null);
                }
            });
            return Optional.empty();
        }

        private void send(FoundEntry entry, PersistentSearchChangeType change, @Nullable String oldName) {
            send(entry.name(), entry.attributes(), change, oldName);
        }

        /// @param oldName of an entry that has another now; null when it has not, or when nobody need know
        private void send(
                String name, List<Attribute> attributes, PersistentSearchChangeType change, @Nullable String oldName) {
            if (asked.getChangeTypes().contains(change)) {
                List<Control> notification = asked.returnECs()
                        ? List.of(new EntryChangeNotificationControl(change, oldName, NO_NUMBER))
                        : List.of();
                exchange.entry(name, attributes, notification);
            }
        }

        @Override
        public LdapResult lost() {
            return LdapResult.of(ResultCode.ADMIN_LIMIT_EXCEEDED, "more has happened than can be told; search again");
        }
    }
}
