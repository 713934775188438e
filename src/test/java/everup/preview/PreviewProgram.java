package everup.preview;

import io.everup.Everup;
import io.everup.host.HostDirectory;
import io.everup.host.HostOperations;
import io.everup.host.NewFence;
import io.everup.host.NewHost;
import io.everup.host.PoolOperations;
import io.everup.identity.Actor;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;

/** The whole program on a database of its own with simulated hosts: for looking at its pages while they are written. */
public class PreviewProgram {

    /** @param arguments settings of the program; the first is the world, such as {@code 3x24} */
    public static void main(String[] arguments) throws Exception {
        var world = arguments[0];
        var database = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        System.setProperty("spring.datasource.url", database.getJdbcUrl("postgres", "postgres"));
        System.setProperty("spring.datasource.username", "postgres");
        System.setProperty("everup.banner", "Simulated hosts: nothing here is real.");
        System.setProperty("everup.identity.admin-password", "everup-preview");
        var program = SpringApplication.run(Everup.class, arguments);
        var pool = program.getBean(PoolOperations.class).create(Actor.SYSTEM, "Office", "The office's three racks");
        var hosts = program.getBean(HostOperations.class);
        IntStream.rangeClosed(1, Integer.parseInt(world.split("x")[0]))
                .mapToObj(number -> "h" + number)
                .forEach(name -> hosts.add(
                        Actor.SYSTEM,
                        new NewHost(name, "sim://" + world + "/" + name, pool, null, null, null, List.of())));
        var directory = program.getBean(HostDirectory.class);
        while (directory.ofPool(Actor.SYSTEM, pool).size() < Integer.parseInt(world.split("x")[0])) {
            Thread.sleep(500);
        }
        for (var host : directory.ofPool(Actor.SYSTEM, pool)) {
            hosts.setFence(
                    Actor.SYSTEM,
                    host.id(),
                    List.of(new NewFence("fence_sim", Map.of("world", world, "host", host.name()))));
        }
    }
}
