package io.everup.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.everup.shared.SecretBox;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.ModuleTier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

@ModuleTier
class SecretRotationTest {

    private static final UUID USER = new UUID(7, 1);

    /** Columns that sound like secrets and hold none that can be opened. */
    private static final Set<String> HASHES = Set.of("user_account.password_hash");

    /** Whoever locks a secret keeps it in a column that is named; a new one belongs here and into the registry. */
    private static final Map<String, List<String>> WHO_LOCKS = Map.of(
            "SecondFactors", List.of("second_factor.secret"),
            "LdapStore", List.of("ldap_settings.bind_password"),
            "HostOperations", List.of("task.payload"),
            "HostConnections", List.of("host.locked_password", "host.locked_ssh_key"),
            "FenceStore", List.of("fence_device.locked_params"),
            "Idempotency", List.of("idempotency.body"),
            "ChannelOperations", List.of("notice_channel.locked_secret"),
            "NoticeStore", List.of("notice_channel.locked_secret"),
            "SshOperations", List.of("host_ssh.locked_secret"),
            "StoredSecrets", List.of());

    @Autowired
    MockMvc mvc;

    @Autowired
    SecretBox box;

    @Autowired
    StoredSecrets stored;

    @Autowired
    List<SecretBox.Column> columns;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    private final SecureRandom random = new SecureRandom();

    @BeforeEach
    void nothingStored() {
        jdbc.sql("delete from second_factor").update();
        jdbc.sql("delete from ldap_settings").update();
        jdbc.sql("delete from task").update();
    }

    @Test
    void everySecretIsLockedWithTheNewKey() {
        store(box.lock("a second factor"), box.lock("a password"));
        var task = jdbc.sql("""
                        insert into task (id, kind, title, subject_type, state, payload, due_at, requester_name, requested_at)
                        values (:id, 'old', 'old', 'x', 'FAILED', :payload::jsonb, now(), 'ada', now()) returning id
                        """)
                .param("id", new UUID(7, 2))
                .param(
                        "payload",
                        "{\"password\":\"" + box.lock("one") + "\",\"n\":1,\"fence\":\"" + box.lock("two")
                                + "\",\"note\":\"v1:deadbeef:" + "A".repeat(60) + "\"}")
                .query(UUID.class)
                .single();
        var before = box.keyIds().get(0);

        var ended = new Api(mvc, As.ADA).succeed("/api/v1/security/actions/rotate-secrets", Map.of("newKey", true));

        var now = box.keyIds().get(0);
        assertThat(now).isNotEqualTo(before);
        assertThat(ended.at("/result/key").asString()).isEqualTo(now);
        var factor =
                jdbc.sql("select secret from second_factor").query(String.class).single();
        assertThat(factor).startsWith("v1:" + now + ":");
        assertThat(box.open(factor)).isEqualTo("a second factor");
        assertThat(box.open(jdbc.sql("select bind_password from ldap_settings")
                        .query(String.class)
                        .single()))
                .isEqualTo("a password");
        var payload = jdbc.sql("select payload->>'password' || ' ' || (payload->>'fence') from task where id = :id")
                .param("id", task)
                .query(String.class)
                .single()
                .split(" ");
        assertThat(List.of(box.open(payload[0]), box.open(payload[1]))).containsExactly("one", "two");
        assertThat(payload[0]).startsWith("v1:" + now + ":");
        assertThat(StoredSecrets.keysInUse(jdbc, columns)).containsExactly(now);
        var view = new Api(mvc, As.ADA).get("/api/v1/security/secrets").is(200);
        assertThat(view.text("/keys/0/id")).isEqualTo(now);
        assertThat(view.body().toString()).doesNotContain("a password");
    }

    @Test
    void manyAreLockedAnewAndWhatNoKeyOpensIsLeftAndTold() {
        var other = SecretBox.withKey(key(9), random);
        jdbc.sql("""
                        insert into task (id, kind, title, subject_type, state, payload, due_at, requester_name, requested_at)
                        select gen_random_uuid(), 'old', 'old', 'x', 'FAILED',
                            jsonb_build_object('p', case when n % 50 = 0 then :lost else :known end),
                            now(), 'ada', now() from generate_series(1, 1000) n
                        """)
                .param("lost", other.lock("lost"))
                .param("known", box.lock("known"))
                .update();
        box.addKey();
        var outcome = stored.relock(payloads());
        assertThat(outcome).isEqualTo(new StoredSecrets.Outcome(980, 20));
        assertThat(stored.relock(payloads())).isEqualTo(new StoredSecrets.Outcome(0, 20));
    }

    private SecretBox.Column payloads() {
        return columns.stream()
                .filter(column -> column.table().equals("task"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutTheKeyOfWhatIsStoredEverupDoesNotStart(@TempDir Path folder) {
        var configuration = new SecretConfiguration();
        store(SecretBox.withKey(key(1), random).lock("x"), null);
        var id = SecretBox.withKey(key(1), random).keyIds().get(0);

        assertThatThrownBy(() -> configuration.secretBox("", false, folder, columns, database, random))
                .isInstanceOf(MissingKey.class)
                .hasMessageContaining(id)
                .hasMessageContaining("secret.key");
        assertThat(folder.resolve("secret.key"))
                .as("no new key hides that the old one is missing")
                .doesNotExist();
        assertThatThrownBy(() -> configuration.secretBox(key(2), false, folder, columns, database, random))
                .isInstanceOf(MissingKey.class)
                .hasMessageContaining(id)
                .hasMessageNotContaining(key(2));
        assertThat(configuration
                        .secretBox(key(2) + "," + key(1), false, folder, columns, database, random)
                        .keyIds())
                .contains(id);
        assertThat(configuration
                        .secretBox("", true, folder, columns, database, random)
                        .keyIds())
                .hasSize(1);
        var words = new MissingKeyAnalyzer()
                .analyze(new RuntimeException(new MissingKey(Set.of(id), "there is none")))
                .getAction();
        assertThat(words).contains("EVERUP_SECRET_KEY_LOST");
    }

    @Test
    void everyColumnThatMayHoldALockedSecretIsNamed() {
        var named = columns.stream()
                .map(column -> column.table() + "." + column.column())
                .collect(Collectors.toCollection(TreeSet::new));
        var suspicious = jdbc.sql("""
                        select table_name || '.' || column_name from information_schema.columns
                        where table_schema = 'public' and data_type in ('text', 'jsonb', 'bytea')
                            and column_name ~ '(secret|password|locked_|private)'
                        """).query(String.class).list();
        assertThat(suspicious).isNotEmpty();
        assertThat(suspicious.stream().filter(column -> !HASHES.contains(column)))
                .as("columns of locked secrets without a SecretBox.Column bean")
                .allMatch(named::contains);
        WHO_LOCKS.values().forEach(kept -> assertThat(named).containsAll(kept));
    }

    /** A class that locks secrets stores them somewhere: the build fails until it is said where. */
    @Test
    void whoeverLocksSaysWhereItIsKept() {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.everup");
        var locking = new ArrayList<String>();
        classes.stream()
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(SecretRotationTest::locks))
                .forEach(type -> locking.add(type.getSimpleName()));
        assertThat(locking).isNotEmpty().allMatch(WHO_LOCKS::containsKey, "is in WHO_LOCKS");
    }

    private static boolean locks(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(SecretBox.class)
                && access.getTarget().getName().equals("lock");
    }

    @Test
    void onlyWhoMayChangeSettingsRotates() {
        var oli = new Api(mvc, As.OLI);
        oli.get("/api/v1/security/secrets").is(403);
        oli.post("/api/v1/security/actions/rotate-secrets", null).is(403);
        oli.post("/security/secrets/rotate", null).is(403);
        assertThat(new Api(mvc, As.ADA).get("/security/secrets").raw().getStatus())
                .isEqualTo(200);
    }

    private void store(String factor, String password) {
        jdbc.sql("""
                        insert into user_account (id, login, display_name, role, source, password_hash, created_at)
                        values (:id, 'rotated', 'x', 'USER', 'LOCAL', 'x', now()) on conflict do nothing
                        """).param("id", USER).update();
        jdbc.sql("insert into second_factor (user_id, secret, offered_at) values (:id, :secret, now())")
                .param("id", USER)
                .param("secret", factor)
                .update();
        jdbc.sql("insert into ldap_settings (id, settings, bind_password, version, changed_at)"
                        + " values (1, '{}', :password, 1, now())")
                .param("password", password)
                .update();
    }

    private static String key(int seed) {
        var bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) seed);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
