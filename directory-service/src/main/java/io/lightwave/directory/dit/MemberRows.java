package io.lightwave.directory.dit;

import static java.util.Objects.requireNonNull;

import io.lightwave.directory.TenantId;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The SQL of table `group_member`.
final class MemberRows {
    /// Of one group, and of what one recursive look-up may yield.
    static final int MAXIMUM = 10_000;

    private static final int MOST_LOOKED_AT = 200; // people; of groups all, since any may lead to them

    private final JdbcClient jdbc;

    MemberRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param parentId of the member, whose name is its RDN and its parent's name
    record Member(UUID id, UUID parentId, String rdn) {}

    List<Member> of(TenantId tenant, UUID group) {
        return jdbc.sql("SELECT e.id, e.parent_id, e.rdn FROM group_member m"
                        + " JOIN entry e ON e.tenant_id = m.tenant_id AND e.id = m.member_id"
                        + " WHERE m.tenant_id = :tenant AND m.group_id = :group")
                .param("tenant", tenant.value())
                .param("group", group)
                .query((row, _) -> new Member(
                        row.getObject("id", UUID.class), row.getObject("parent_id", UUID.class), row.getString("rdn")))
                .list();
    }

    /// The groups that name the entry as a member themselves.
    List<UUID> directGroupsOf(TenantId tenant, UUID member) {
        return jdbc.sql("SELECT group_id FROM group_member WHERE tenant_id = :tenant AND member_id = :member")
                .param("tenant", tenant.value())
                .param("member", member)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Of several entries what [#groupsOf] says of each; empty when that is more than one look-up may yield.
    Map<UUID, Set<UUID>> groupsOf(TenantId tenant, Collection<UUID> of) {
        return memberships(tenant, of, """
                        with recursive above (member, id) as (
                            select m.member_id, m.group_id from group_member m
                              join entry g on g.tenant_id = m.tenant_id and g.id = m.group_id and g.enabled
                             where m.tenant_id = :tenant and m.member_id = any(:members)
                            union
                            select above.member, m.group_id from above
                              join group_member m on m.tenant_id = :tenant and m.member_id = above.id
                              join entry g on g.tenant_id = m.tenant_id and g.id = m.group_id and g.enabled)
                        select member, id from above limit :limit""");
    }

    /// Of several entries what [#directGroupsOf] says of each; empty when that is more than one look-up may yield.
    Map<UUID, Set<UUID>> directGroupsOf(TenantId tenant, Collection<UUID> of) {
        return memberships(tenant, of, """
                select member_id, group_id from group_member
                 where tenant_id = :tenant and member_id = any(:members) limit :limit""");
    }

    private Map<UUID, Set<UUID>> memberships(TenantId tenant, Collection<UUID> of, String sql) {
        record Membership(UUID member, UUID group) {}
        List<Membership> found = jdbc.sql(sql)
                .param("tenant", tenant.value())
                .param("members", of.toArray(UUID[]::new))
                .param("limit", MAXIMUM + 1)
                .query((row, _) -> new Membership(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
        if (found.size() > MAXIMUM) {
            return Map.of();
        }
        Map<UUID, Set<UUID>> groups = new HashMap<>();
        of.forEach(member -> groups.put(member, new HashSet<>()));
        found.forEach(one -> requireNonNull(groups.get(one.member())).add(one.group()));
        return groups;
    }

    /// The enabled groups the entry is in, by way of enabled groups; a circle ends by itself.
    List<UUID> groupsOf(TenantId tenant, UUID member) {
        return jdbc.sql("WITH RECURSIVE above (id) AS (" + "SELECT m.group_id FROM group_member m"
                        + " JOIN entry g ON g.tenant_id = m.tenant_id AND g.id = m.group_id AND g.enabled"
                        + " WHERE m.tenant_id = :tenant AND m.member_id = :member"
                        + " UNION SELECT m.group_id FROM above"
                        + " JOIN group_member m ON m.tenant_id = :tenant AND m.member_id = above.id"
                        + " JOIN entry g ON g.tenant_id = m.tenant_id AND g.id = m.group_id AND g.enabled)"
                        + " SELECT id FROM above LIMIT :limit")
                .param("tenant", tenant.value())
                .param("member", member)
                .param("limit", MAXIMUM)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Whether the entry is the group or in it, by way of enabled groups.
    ///
    /// @param groupRdn normalised
    boolean leadsTo(TenantId tenant, UUID entry, String groupRdn) {
        return jdbc.sql("""
                        with recursive above (id) as (
                            select cast(:entry as uuid)
                            union
                            select m.group_id from above
                              join group_member m on m.tenant_id = :tenant and m.member_id = above.id
                              join entry g on g.tenant_id = m.tenant_id and g.id = m.group_id and g.enabled)
                        select exists (select 1 from above join entry e on e.tenant_id = :tenant and e.id = above.id
                                        where e.kind = 'GROUP' and e.rdn_norm = :rdn)""")
                .param("tenant", tenant.value())
                .param("entry", entry)
                .param("rdn", groupRdn)
                .query(Boolean.class)
                .single();
    }

    /// Who is in the group, by way of enabled groups.
    List<UUID> membersOf(TenantId tenant, UUID group, int limit) {
        return jdbc.sql("WITH RECURSIVE below (id) AS (SELECT m.member_id FROM group_member m"
                        + " JOIN entry g ON g.tenant_id = m.tenant_id AND g.id = m.group_id AND g.enabled"
                        + " WHERE m.tenant_id = :tenant AND m.group_id = :group"
                        + " UNION SELECT m.member_id FROM below"
                        + " JOIN group_member m ON m.tenant_id = :tenant AND m.group_id = below.id"
                        + " JOIN entry g ON g.tenant_id = m.tenant_id AND g.id = m.group_id AND g.enabled)"
                        + " SELECT id FROM below LIMIT :limit")
                .param("tenant", tenant.value())
                .param("group", group)
                .param("limit", limit)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    /// Somebody in a group, or a group on the way to them.
    record Administering(UUID id, boolean counts) {}

    /// The group, and who is in it of those that are enabled and do not end by themselves, by way of groups that are
    /// alike. Of the groups all, of the others not all when they are many.
    List<Administering> administering(TenantId tenant, UUID group) {
        return administering(tenant, group, null);
    }

    /// @param among whom alone to look at, groups included; null for everybody
    List<Administering> administering(TenantId tenant, UUID group, @Nullable Collection<UUID> among) {
        return jdbc.sql("""
                        with recursive below (id, kind) as (
                            select e.id, e.kind from entry e where e.tenant_id = :tenant and e.id = :group
                                   and (cast(:among as uuid[]) is null or e.id = any(:among))
                            union
                            select e.id, e.kind from below
                              join group_member m on m.tenant_id = :tenant and m.group_id = below.id
                              join entry e on e.tenant_id = :tenant and e.id = m.member_id and e.enabled
                             where (cast(:among as uuid[]) is null or e.id = any(:among))
                               and not exists (select 1 from dynamic_entry d
                                                where d.tenant_id = :tenant and d.entry_id = e.id))
                        (select id, false as counts from below where kind = 'GROUP')
                        union all
                        (select id, true from below where kind <> 'GROUP' limit :limit)""")
                .param("tenant", tenant.value())
                .param("group", group)
                .param("among", among == null ? null : among.toArray(UUID[]::new), Types.ARRAY)
                .param("limit", MOST_LOOKED_AT)
                .query((row, _) -> new Administering(row.getObject("id", UUID.class), row.getBoolean("counts")))
                .list();
    }

    void add(TenantId tenant, UUID group, Collection<UUID> members) {
        if (!members.isEmpty()) {
            jdbc.sql("INSERT INTO group_member (tenant_id, group_id, member_id)"
                            + " SELECT :tenant, :group, unnest(:members::uuid[]) ON CONFLICT DO NOTHING")
                    .param("tenant", tenant.value())
                    .param("group", group)
                    .param("members", members.toArray(UUID[]::new))
                    .update();
        }
    }

    void remove(TenantId tenant, UUID group, Collection<UUID> members) {
        if (!members.isEmpty()) {
            jdbc.sql("DELETE FROM group_member WHERE tenant_id = :tenant AND group_id = :group"
                            + " AND member_id = ANY(:members)")
                    .param("tenant", tenant.value())
                    .param("group", group)
                    .param("members", members.toArray(UUID[]::new))
                    .update();
        }
    }
}
