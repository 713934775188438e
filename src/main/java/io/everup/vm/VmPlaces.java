package io.everup.vm;

import io.everup.identity.GrantPlaces;
import io.everup.identity.Place;
import io.everup.identity.PlaceKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** VMs as places of grants. */
@Component
class VmPlaces implements GrantPlaces {

    private static final String LIVING =
            "select v.*, p.name as pool_name from vm v join pool p on p.id = v.pool_id where v.state <> 'DELETED' and ";

    private final JdbcClient jdbc;

    VmPlaces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public PlaceKind kind() {
        return PlaceKind.VM;
    }

    @Override
    public Optional<Known> find(UUID id) {
        return jdbc.sql(LIVING + "v.id = :id")
                .param("id", id)
                .query(VmPlaces::known)
                .optional();
    }

    @Override
    public List<Known> search(String text, int most) {
        return jdbc.sql(LIVING + "strpos(lower(v.name), lower(:text)) > 0 order by lower(v.name), v.id limit :most")
                .param("text", text)
                .param("most", most)
                .query(VmPlaces::known)
                .list();
    }

    private static Known known(ResultSet row, int number) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var place = new Place(
                row.getObject("pool_id", UUID.class),
                id,
                row.getObject("owner_id", UUID.class),
                row.getObject("team_id", UUID.class),
                Set.of((String[]) row.getArray("tags").getArray()));
        return new Known(id, row.getString("name"), place);
    }
}
