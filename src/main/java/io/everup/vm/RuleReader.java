package io.everup.vm;

import io.everup.placement.PlacementRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads placement rules as the planners need them. */
@Component
class RuleReader {

    private static final String RULES = """
            select r.id, r.name, r.kind, r.must,
              array(select m.vm_id from placement_rule_vm m join vm v on v.id = m.vm_id
                    where m.rule_id = r.id and v.state <> 'DELETED') as vms,
              array(select h.host_id from placement_rule_host h where h.rule_id = r.id) as hosts
            from placement_rule r
            """;

    private final JdbcClient jdbc;

    RuleReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By name. */
    List<PlacementRule> ofPool(UUID pool) {
        return jdbc.sql(RULES + " where r.pool_id = :pool order by lower(r.name)")
                .param("pool", pool)
                .query(RuleReader::rule)
                .list();
    }

    /** By VM; those that no rule names are missing. */
    Map<UUID, List<PlacementRule>> ofVms(UUID[] vms) {
        var found = jdbc.sql(RULES + " where exists (select 1 from placement_rule_vm m where m.rule_id = r.id"
                        + " and m.vm_id = any(:vms)) order by lower(r.name)")
                .param("vms", vms)
                .query(RuleReader::rule)
                .list();
        var byVm = new HashMap<UUID, List<PlacementRule>>();
        for (var rule : found) {
            rule.vms()
                    .forEach(vm -> byVm.computeIfAbsent(vm, id -> new java.util.ArrayList<>())
                            .add(rule));
        }
        return byVm;
    }

    private static PlacementRule rule(ResultSet row, int number) throws SQLException {
        return new PlacementRule(
                row.getObject("id", UUID.class),
                row.getString("name"),
                PlacementRule.Kind.valueOf(row.getString("kind")),
                row.getBoolean("must"),
                ids(row, "vms"),
                ids(row, "hosts"));
    }

    private static Set<UUID> ids(ResultSet row, String column) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray(column).getArray()).collect(Collectors.toSet());
    }
}
