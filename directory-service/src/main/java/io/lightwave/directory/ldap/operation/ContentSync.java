package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.EntryJournal.Step;
import io.lightwave.directory.dit.EntryJournal.Steps;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Content synchronisation (RFC 4533).
///
/// A refresh by a cookie sends what has changed and names what is gone to those who see everything (the delete
/// phase, §3.3.2); others get what has changed and the names of what is still there (the present phase), so
/// that ids of what they do not see never reach them. After that the ids that have been told are kept for as
/// long as the search lasts.
final class ContentSync {
    private static final int IDS_IN_A_MESSAGE = 500;
    private static final LdapResult REFRESH_REQUIRED =
            LdapResult.of(ResultCode.E_SYNC_REFRESH_REQUIRED, "what has happened since cannot be told; begin anew");

    private final Following following;
    private final SyncCookies cookies;

    ContentSync(Following following, SyncCookies cookies) {
        this.following = following;
        this.cookies = cookies;
    }

    LdapResult search(SearchQuery query, ContentSyncRequestControl asked, Exchange exchange) throws RefusedException {
        if (asked.getMode() == ContentSyncRequestMode.REFRESH_ONLY) {
            return new Run(query, asked, exchange, false).refresh();
        }
        try (var _ = following.take(exchange)) {
            return new Run(query, asked, exchange, true).refresh();
        } catch (Content.TooManyException e) {
            return LdapResult.of(
                    ResultCode.ADMIN_LIMIT_EXCEEDED, "at most %d entries are followed".formatted(Content.MAXIMUM));
        }
    }

    /// One client's synchronisation.
    private final class Run implements Following.Listener {
        private final SearchQuery query;
        private final Exchange exchange;
        private final boolean persists;
        private final boolean reloads;
        private final TenantId tenant;
        private final Requester requester;
        private final boolean all;
        private final String digest; // of what it could see when it began
        private final SyncCookies.Read cookie;
        private final Content content = new Content();

        Run(SearchQuery query, ContentSyncRequestControl asked, Exchange exchange, boolean persists)
                throws RefusedException {
            this.query = query;
            this.exchange = exchange;
            this.persists = persists;
            this.reloads = asked.getReloadHint();
            this.tenant = following.tenant(query);
            this.requester = exchange.requester();
            this.all = following.seesEverything(requester, tenant);
            this.digest = cookies.digest(tenant, requester, query);
            this.cookie = SyncCookies.read(Optional.ofNullable(asked.getCookie()), digest);
        }

        LdapResult refresh() {
            return switch (cookie) {
                case SyncCookies.Read.None() -> everything();
                case SyncCookies.Read.Stale(boolean ofOpenLdap) ->
                    reloads || ofOpenLdap ? everything() : REFRESH_REQUIRED;
                case SyncCookies.Read.Known(Position position) -> {
                    Optional<Steps> steps = following.journal().since(tenant, position);
                    if (steps.isEmpty()) {
                        yield reloads ? everything() : REFRESH_REQUIRED;
                    }
                    yield steps.get().all().stream().anyMatch(Step.Everything.class::isInstance)
                            ? everything()
                            : changed(steps.get());
                }
            };
        }

        /// All that matches; what the client has beyond that is gone.
        private LdapResult everything() {
            Position position = following.journal().now();
            LdapResult result = following.whole(requester, query, exchange, this::add);
            return result.isSuccess() ? refreshed(position, false) : result;
        }

        private LdapResult changed(Steps steps) {
            Set<UUID> ids = Following.ids(steps.all());
            Map<UUID, FoundEntry> found = following.among(requester, query, exchange, ids);
            if (all) {
                var gone = new ArrayList<>(ids);
                gone.removeAll(found.keySet());
                name(gone, true);
            }
            found.values().forEach(this::add);
            if (all && !persists) {
                return refreshed(steps.now(), true);
            }
            var present = new ArrayList<UUID>();
            LdapResult result = following.whole(requester, query, exchange, entry -> {
                if (persists) {
                    content.add(entry.id());
                }
                if (!found.containsKey(entry.id())) {
                    present.add(entry.id());
                }
                if (!all && present.size() == IDS_IN_A_MESSAGE) {
                    name(present, false);
                    present.clear();
                }
            });
            if (!result.isSuccess()) {
                return result;
            }
            if (!all) {
                name(present, false);
            }
            return refreshed(steps.now(), all);
        }

        private void add(FoundEntry entry) {
            if (persists) {
                content.add(entry.id());
            }
            send(entry, ContentSyncState.ADD);
        }

        private void send(FoundEntry entry, ContentSyncState state) {
            exchange.entry(
                    entry.name(), entry.attributes(), List.of(new ContentSyncStateControl(state, entry.id(), null)));
        }

        /// @param gone whether they are no longer there; else they are, as they were
        private void name(List<UUID> ids, boolean gone) {
            for (int from = 0; from < ids.size(); from += IDS_IN_A_MESSAGE) {
                exchange.tell(ContentSyncInfoIntermediateResponse.createSyncIDSetResponse(
                        null, ids.subList(from, Math.min(ids.size(), from + IDS_IN_A_MESSAGE)), gone));
            }
        }

        private ASN1OctetString at(Position position) {
            return SyncCookies.write(position, digest);
        }

        /// @param deletes whether what is gone has been named; else it is whatever has not been
        private LdapResult refreshed(Position position, boolean deletes) {
            if (!persists) {
                return LdapResult.SUCCESS.with(new ContentSyncDoneControl(at(position), deletes));
            }
            exchange.tell(
                    deletes
                            ? ContentSyncInfoIntermediateResponse.createRefreshDeleteResponse(at(position), true)
                            : ContentSyncInfoIntermediateResponse.createRefreshPresentResponse(at(position), true));
            return following.follow(tenant, position, exchange, this);
        }

        @Override
        public Optional<LdapResult> told(Steps steps, Requester now) {
            boolean sameRights = cookies.digest(tenant, now, query).equals(digest);
            if (!sameRights || steps.all().stream().anyMatch(Step.Everything.class::isInstance)) {
                return Optional.of(REFRESH_REQUIRED);
            }
            Set<UUID> ids = Following.ids(steps.all());
            Map<UUID, FoundEntry> found = following.among(now, query, exchange, ids);
            Map<UUID, String> gone = Following.gone(steps.all());
            var left = new ArrayList<UUID>();
            boolean any = !found.isEmpty();
            for (UUID id : new HashSet<>(ids)) {
                if (!found.containsKey(id) && content.remove(id)) {
                    any = true;
                    leaves(id, gone.get(id), left);
                }
            }
            name(left, true);
            found.values()
                    .forEach(entry ->
                            send(entry, content.add(entry.id()) ? ContentSyncState.ADD : ContentSyncState.MODIFY));
            if (any) {
                exchange.tell(ContentSyncInfoIntermediateResponse.createNewCookieResponse(at(steps.now())));
            }
            return Optional.empty();
        }

        /// @param name of one that has been deleted; null when it is only not to be seen any more
        private void leaves(UUID id, @Nullable String name, List<UUID> left) {
            if (name == null) {
                left.add(id);
            } else {
                exchange.entry(
                        name, List.of(), List.of(new ContentSyncStateControl(ContentSyncState.DELETE, id, null)));
            }
        }

        @Override
        public LdapResult lost() {
            return REFRESH_REQUIRED;
        }
    }
}
