package io.everup.host;

import io.everup.identity.GrantPlaces;
import io.everup.identity.Place;
import io.everup.identity.PlaceKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Pools as places of grants. */
@Component
class PoolPlaces implements GrantPlaces {

    private final JdbcClient jdbc;

    PoolPlaces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public PlaceKind kind() {
        return PlaceKind.POOL;
    }

    @Override
    public Optional<Known> find(UUID id) {
        return jdbc.sql("select id, name from pool where id = :id")
                .param("id", id)
                .query(PoolPlaces::known)
                .optional();
    }

    @Override
    public List<Known> search(String text, int most) {
        return jdbc.sql("select id, name from pool where strpos(lower(name), lower(:text)) > 0"
                        + " order by lower(name) limit :most")
                .param("text", text)
                .param("most", most)
                .query(PoolPlaces::known)
                .list();
    }

    private static Known known(ResultSet row, int number) throws SQLException {
        var id = row.getObject("id", UUID.class);
        return new Known(id, row.getString("name"), Place.pool(id));
    }
}
