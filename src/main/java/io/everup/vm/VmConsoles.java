package io.everup.vm;

import io.everup.audit.AuditJournal;
import io.everup.event.Subject;
import io.everup.hypervisor.HostUri;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.shared.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives out passes to VMs' screens, and says where the screen of a pass is. */
@Component
public class VmConsoles {

    /** How long a pass may wait to be used. */
    static final Duration VALID = Duration.ofSeconds(30);

    private static final int PASS_BYTES = 32;

    /** Where a VNC server answers. @param address name or IP address as this machine reaches it */
    public record Screen(UUID vm, String address, int port) {}

    private final VmDirectory vms;
    private final JdbcClient jdbc;
    private final AuditJournal journal;
    private final SecureRandom random;
    private final Clock clock;

    VmConsoles(VmDirectory vms, JdbcClient jdbc, AuditJournal journal, SecureRandom random, Clock clock) {
        this.vms = vms;
        this.jdbc = jdbc;
        this.journal = journal;
        this.random = random;
        this.clock = clock;
    }

    /** @return a pass that opens the VM's screen once, within 30 s; refused where there is no screen now */
    @Transactional
    public String issue(Actor actor, UUID id) {
        var vm = vms.vm(actor, id);
        actor.require(Permission.VM_CONSOLE, vm.place());
        if (find(id).isEmpty()) {
            throw Refusal.conflict(
                    "no-screen",
                    vm.state() == VmState.STOPPED
                            ? vm.name() + " is off, so it has no screen."
                            : vm.name() + " shows no screen over VNC.",
                    "Start it, or give it VNC graphics.");
        }
        var pass = new byte[PASS_BYTES];
        random.nextBytes(pass);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(pass);
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("delete from console_ticket where expires_at < :now")
                .param("now", now)
                .update();
        jdbc.sql("insert into console_ticket (hash, vm_id, actor_id, expires_at) values (:hash, :vm, :actor, :until)")
                .param("hash", hash(text))
                .param("vm", id)
                .param("actor", actor.id())
                .param("until", now.plus(VALID))
                .update();
        journal.done(actor, "vm.console", new Subject("vm", id, vm.name()), Map.of());
        return text;
    }

    /** Takes a pass in; empty when it is unknown, used, too old, someone else's, or the screen is gone. */
    @Transactional
    public Optional<Screen> redeem(Actor actor, String pass) {
        return jdbc.sql("""
                        delete from console_ticket where hash = :hash and actor_id = :actor and expires_at >= :now
                        returning vm_id
                        """)
                .param("hash", hash(pass))
                .param("actor", actor.id())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .optional()
                .filter(vm -> mayOpen(actor, vm))
                .flatMap(this::find);
    }

    /** Whether the right to open it, which was asked for when the pass was issued, holds still. */
    public boolean mayOpen(Actor actor, UUID vm) {
        try {
            return actor.may(Permission.VM_CONSOLE, vms.vm(actor, vm).place());
        } catch (Refusal gone) {
            return false;
        }
    }

    private Optional<Screen> find(UUID vm) {
        return jdbc.sql("""
                        select v.id, v.console_address, v.console_port, h.uri from vm v join host h on h.id = v.host_id
                        where v.id = :vm and v.console_port > 0 and lower(v.console_kind) = 'vnc'
                        """).param("vm", vm).query(VmConsoles::screen).optional();
    }

    private static Screen screen(ResultSet row, int number) throws SQLException {
        var told = row.getString("console_address");
        var host = HostUri.parse(row.getString("uri")).address();
        var address = everywhere(told) ? host.isEmpty() ? "127.0.0.1" : host : told;
        return new Screen(row.getObject("id", UUID.class), address, row.getInt("console_port"));
    }

    /** An address that means "this host" to whoever told it. */
    private static boolean everywhere(String address) {
        return address == null
                || address.isBlank()
                || address.equals("0.0.0.0")
                || address.equals("::")
                || address.equals("::1")
                || address.equals("localhost")
                || address.startsWith("127.");
    }

    private static byte[] hash(String pass) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(pass.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
