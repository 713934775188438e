package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.everup.hypervisor.simulator.Simulator;
import io.everup.support.Api;
import io.everup.support.As;
import io.everup.support.Cloud;
import io.everup.support.ModuleTier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** Each no of the API: its status, the field or reason it names, and that it says what to do. */
@ModuleTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {

    private static final String WORLD = "2x4-refusals";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000009";

    @Autowired
    MockMvc mvc;

    @Autowired
    Simulator simulator;

    private Api ada;
    private Cloud cloud;

    @BeforeAll
    void twoHosts() {
        ada = new Api(mvc, As.ADA);
        cloud = Cloud.build(ada, simulator, WORLD, 2);
    }

    private static Api.Answer refused(Api.Answer answer, int status) {
        answer.is(status);
        assertThat(answer.raw().getContentType()).startsWith("application/problem+json");
        assertThat(answer.text("/type")).startsWith("/problems/");
        assertThat(answer.text("/detail")).isNotBlank().doesNotContain("Exception", "everup.", "null");
        assertThat(answer.text("/next")).isNotBlank();
        assertThat(answer.text("/reference")).isNotBlank();
        return answer;
    }

    private static void names(Api.Answer answer, String field) {
        refused(answer, 422);
        assertThat(answer.body().at("/errors").findValuesAsString("field"))
                .as(answer.body().toString())
                .contains(field);
    }

    static Stream<String> oddNames() {
        return Stream.of(
                "",
                "   ",
                "a\"b",
                "a'b",
                "<b>x</b>",
                "rocket \uD83D\uDE80",
                "x".repeat(300),
                "a\nb",
                "-x",
                "a/b",
                "a;b");
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void aNameThatTripsSomethingIsRefusedEverywhere(String name) {
        names(ada.post("/api/v1/pools", Map.of("name", name)), "name");
        names(
                ada.post("/api/v1/hosts", Map.of("name", name, "uri", "sim://" + WORLD + "/h1", "pool", cloud.pool())),
                "name");
        names(ada.post("/api/v1/vms", Map.of("name", name, "template", cloud.template())), "name");
        names(
                ada.post("/api/v1/templates", Map.of("name", name, "pool", cloud.pool(), "cpus", 1, "memoryMiB", 64)),
                "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "7", "{\"name\":}", "null"})
    void aBodyThatIsNoObjectIs400(String body) {
        for (var path : List.of("/pools", "/hosts", "/vms", "/templates")) {
            refused(ada.post("/api/v1" + path, body), 400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/pools|{\"name\":\"x\",\"colour\":\"red\"}|colour",
                "/pools|{\"name\":{}}|name",
                "/hosts|{\"name\":\"x\",\"uri\":\"sim://1x1/h1\"}|pool",
                "/hosts|{\"name\":\"x\",\"uri\":\"sim://1x1/h1\",\"pool\":\"first\"}|pool",
                "/hosts|{\"name\":\"x\",\"uri\":\"sim://1x1/h1\",\"pool\":\"" + NOBODY + "\"}|pool",
                "/hosts|{\"name\":\"x\",\"uri\":\"ftp://a\",\"pool\":\"" + NOBODY + "\"}|uri",
                "/hosts|{\"name\":\"x\",\"uri\":\"qemu+tcp://\",\"pool\":\"" + NOBODY + "\"}|uri",
                "/hosts|{\"name\":\"x\",\"uri\":\"qemu+ssh://root:secret@h/system\",\"pool\":\"" + NOBODY + "\"}|uri",
                "/hosts|{\"name\":\"x\",\"uri\":\"not a uri\",\"pool\":\"" + NOBODY + "\"}|uri",
                "/hosts|{\"name\":\"x\",\"pool\":\"" + NOBODY + "\"}|uri",
                "/vms|{\"name\":\"x\"}|pool",
                "/vms|{\"name\":\"x\",\"pool\":\"" + NOBODY + "\"}|pool",
                "/vms|{\"name\":\"x\",\"template\":\"" + NOBODY + "\"}|template",
                "/vms|{\"name\":\"x\",\"host\":\"" + NOBODY + "\"}|host",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"cpus\":0}|cpus",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"cpus\":\"many\"}|cpus",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"cpus\":99999999999}|cpus",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"memoryMiB\":1}|memoryMiB",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"memoryMiB\":9223372036854775807}|memoryMiB",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"disks\":[{\"sizeGiB\":0}]}|disks[0].sizeGiB",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"disks\":[{}]}|disks[0].sizeGiB",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"disks\":[{\"sizeGiB\":1,\"datastore\":\"" + NOBODY
                        + "\"}]}|disks",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"networks\":[\"" + NOBODY + "\"]}|networks",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"networks\":[\"office\"]}|networks[0]",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"clone\":\"half\"}|clone",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"cloudInit\":{\"user\":\"me\"}}|cloudInit",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"ha\":{\"protection\":\"always\"}}|ha.protection",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"ha\":{\"protection\":\"protected\",\"priority\":101}}|priority",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"boot\":{\"kernel\":\"vmlinuz\"}}|boot.kernel",
                "/vms|{\"name\":\"x\",\"template\":\"T\",\"note\":\"LONG\"}|note",
                "/templates|{\"name\":\"x\",\"pool\":\"P\"}|memoryMiB",
                "/templates|{\"name\":\"x\",\"pool\":\"P\",\"cpus\":1,\"memoryMiB\":64}|disks",
                "/templates|{\"name\":\"x\",\"pool\":\"P\",\"cpus\":1,\"memoryMiB\":64,\"disks\":[{\"volume\":\""
                        + NOBODY + "\"}]}|disks",
                "/templates|{\"name\":\"x\",\"pool\":\"P\",\"cpus\":1,\"memoryMiB\":64,\"disks\":[null]}|disks[0]",
                "/templates|{\"name\":\"x\",\"pool\":\"P\",\"cpus\":1,\"memoryMiB\":64,\"boot\":{\"kernel\":\"x\"}}|boot.kernel",
                "/templates|{\"name\":\"x\",\"pool\":\"" + NOBODY + "\",\"cpus\":1,\"memoryMiB\":64}|pool",
            })
    void aWrongValueIs422AndNamed(String path, String body, String field) {
        var filled = body.replace("\"T\"", '"' + cloud.template() + '"')
                .replace("\"P\"", '"' + cloud.pool() + '"')
                .replace("LONG", "n".repeat(501));
        names(ada.post("/api/v1" + path, filled), field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pools",
                "hosts",
                "vms",
                "templates",
                "datastores",
                "volumes",
                "networks",
                "tasks",
                "migrations",
                "failovers"
            })
    void listsRefuseWhatTheyDontUnderstand(String collection) {
        var list = "/api/v1/" + collection;
        names(ada.get(list + "?limit=0"), "limit");
        names(ada.get(list + "?limit=1001"), "limit");
        names(ada.get(list + "?limit=ten"), "limit");
        names(ada.get(list + "?after=%20%21"), "after");
        names(ada.get(list + "?sort=colour"), "sort");
        names(ada.get(list + "?q=colour:red"), "q");
        refused(ada.get(list + "/" + NOBODY), 404);
        refused(ada.get(list + "/first"), 404);
        refused(ada.send("PUT", list, "{}", Map.of()), 405);
    }

    @Test
    void networksRefuseRangesThatAreNone() {
        var addresses = "/api/v1/networks/" + cloud.network() + "/addresses";
        names(put(addresses, Map.of("first", "10.0.0.1", "last", "10.0.0.9")), "prefixLength");
        names(put(addresses, Map.of("first", "10.0.0", "last", "10.0.0.9", "prefixLength", 24)), "first");
        names(put(addresses, Map.of("first", "10.0.0.9", "last", "10.0.0.1", "prefixLength", 24)), "last");
        names(put(addresses, Map.of("first", "10.0.0.1", "last", "10.0.1.1", "prefixLength", 24)), "last");
        names(put(addresses, Map.of("first", "10.0.0.1", "last", "10.0.0.2", "prefixLength", 99)), "prefixLength");
        refused(put("/api/v1/networks/" + NOBODY + "/addresses", Map.of("prefixLength", 24)), 404);
        put(addresses, Map.of("first", "10.0.0.10", "last", "10.0.0.99", "prefixLength", 24, "gateway", "10.0.0.1"))
                .is(200);
        assertThat(ada.get("/api/v1/networks/" + cloud.network()).text("/addresses/last"))
                .isEqualTo("10.0.0.99");
        ada.send("DELETE", addresses, null, Map.of()).is(204);
    }

    private Api.Answer put(String path, Object body) {
        return ada.send("PUT", path, body, Map.of());
    }

    @Test
    void anActionThatNobodyOffersIs404AndNamesTheOthers() {
        var vm = ada.get("/api/v1/vms?limit=1").text("/items/0/id");
        var answer = refused(ada.post("/api/v1/vms/" + vm + "/actions/explode", null), 404);
        assertThat(answer.text("/next")).contains("start", "shutdown", "poweroff", "migrate", "protect");
        var host = refused(ada.post("/api/v1/hosts/" + cloud.hosts().get(0) + "/actions/explode", null), 404);
        assertThat(host.text("/next"))
                .contains("test-fence", "enter-maintenance")
                .doesNotContain("poweroff");
        refused(ada.post("/api/v1/things/" + vm + "/actions/start", null), 404);
        refused(ada.get("/api/v1/vms/" + vm + "/actions/start"), 405);
        refused(ada.post("/api/v1/vms/" + NOBODY + "/actions/start", null), 404);
    }

    @Test
    void theWrongStateIs409() {
        var vm = cloud.deploy(ada, "sleepy", false);
        for (var action : List.of("shutdown", "poweroff", "reboot", "reset", "suspend", "resume")) {
            var answer = refused(ada.post(vm + "/actions/" + action, null), 409);
            assertThat(answer.text("/type")).isEqualTo("/problems/vm-stopped");
            assertThat(answer.text("/detail")).contains("sleepy is stopped");
        }
        ada.succeed(vm + "/actions/start", null);
        refused(ada.post(vm + "/actions/start", null), 409);
        refused(ada.send("DELETE", vm, null, Map.of()), 409);
        refused(ada.send("DELETE", "/api/v1/pools/" + cloud.pool(), null, Map.of()), 409);
        refused(ada.send("DELETE", "/api/v1/hosts/" + cloud.hosts().get(0), null, Map.of()), 409);
        refused(ada.post("/api/v1/hosts/" + cloud.hosts().get(0) + "/actions/power-on", null), 409);
    }

    @Test
    void namesThatAreTakenAndTemplatesThatAreWithdrawn() {
        cloud.deploy(ada, "unique", false);
        names(ada.post("/api/v1/vms", Map.of("name", "UNIQUE", "template", cloud.template())), "name");
        names(ada.post("/api/v1/pools", Map.of("name", "pool " + WORLD)), "name");
        var boot = Map.of("kernel", "/srv/vmlinuz");
        var template = ada.post(
                        "/api/v1/templates",
                        Map.of("name", "old", "pool", cloud.pool(), "cpus", 1, "memoryMiB", 64, "boot", boot))
                .is(201)
                .text("/id");
        ada.post("/api/v1/templates/" + template + "/actions/retire", null).is(200);
        var answer = refused(ada.post("/api/v1/vms", Map.of("name", "late", "template", template)), 409);
        assertThat(answer.text("/type")).isEqualTo("/problems/template-retired");
    }

    @Test
    void whatFitsNowhereSaysWhyForEachHost() {
        var answer = refused(
                ada.post("/api/v1/vms", Map.of("name", "whale", "template", cloud.template(), "memoryMiB", 8_000_000)),
                409);
        assertThat(answer.text("/detail")).contains("h1", "h2");
    }

    @Test
    void anOlderVersionIs412AndTheNewOneIsTaken() {
        var vm = cloud.deploy(ada, "versioned", false);
        var tag = ada.get(vm).header("ETag");
        var changed = ada.send("PATCH", vm, Map.of("note", "first"), Map.of("If-Match", tag))
                .is(200);
        assertThat(changed.text("/note")).isEqualTo("first");
        refused(ada.send("PATCH", vm, Map.of("note", "second"), Map.of("If-Match", tag)), 412);
        refused(ada.send("DELETE", vm, null, Map.of("If-Match", "\"nonsense\"")), 412);
        ada.send("PATCH", vm, Map.of("ha", Map.of("protection", "PROTECTED", "priority", 9)), Map.of("If-Match", "*"))
                .is(200);
        assertThat(ada.get(vm).text("/ha/protection")).isEqualTo("protected");
        ada.post(vm + "/actions/protect", Map.of("protection", "best_effort")).is(200);
        assertThat(ada.get(vm).body().at("/ha/priority").asInt()).isEqualTo(9);
        names(ada.post(vm + "/actions/protect", Map.of()), "protection");
        ada.ended(ada.send("DELETE", vm, null, Map.of("If-Match", ada.get(vm).header("ETag"))));

        var pool = ada.post("/api/v1/pools", Map.of("name", "Attic")).is(201);
        var there = pool.header("Location");
        ada.send("PATCH", there, Map.of("note", "top"), Map.of("If-Match", pool.header("ETag")))
                .is(200);
        refused(ada.send("DELETE", there, null, Map.of("If-Match", pool.header("ETag"))), 412);
        ada.send("DELETE", there, null, Map.of()).is(204);
    }

    @Test
    void hostsThatCannotBeAddedLeaveNothingBehind() {
        var before = ada.get("/api/v1/hosts").body().at("/total").asInt();
        failsWith(Map.of("name", "twin", "uri", "sim://" + WORLD + "/h1/", "pool", cloud.pool()), "added already");
        failsWith(Map.of("name", "nowhere", "uri", "sim://" + WORLD + "/h9", "pool", cloud.pool()), "h9");
        names(ada.post("/api/v1/hosts", Cloud.host(WORLD, "h1", cloud.pool())), "name");
        simulator.open("1x1-hung");
        simulator.command("1x1-hung", "libvirt h1 hang");
        failsWith(Map.of("name", "hung", "uri", "sim://1x1-hung/h1", "pool", cloud.pool()), "h1");
        simulator.command("1x1-hung", "heal");
        simulator.command("1x1-hung", "bmc h1 refuse");
        var host = Map.of(
                "name",
                "badfence",
                "uri",
                "sim://1x1-hung/h1",
                "pool",
                cloud.pool(),
                "fence",
                List.of(Map.of("agent", "fence_sim", "params", Map.of("world", "1x1-hung", "host", "h1"))));
        failsWith(host, "fence_sim");
        names(
                ada.post(
                        "/api/v1/hosts",
                        Map.of(
                                "name",
                                "x",
                                "uri",
                                "sim://1x1-hung/h1",
                                "pool",
                                cloud.pool(),
                                "fence",
                                List.of(Map.of("agent", "fence_magic")))),
                "fence.agent");
        assertThat(ada.get("/api/v1/hosts").body().at("/total").asInt()).isEqualTo(before);
    }

    private void failsWith(Map<String, ?> host, String words) {
        var task = ada.carryOut("/api/v1/hosts", host);
        assertThat(task.text("/state")).isEqualTo("failed");
        assertThat(task.text("/failure")).contains(words);
    }

    @Test
    void rolesHoldInTheApiToo() {
        var uma = new Api(mvc, As.UMA);
        var mia = new Api(mvc, As.MIA);
        refused(uma.get("/api/v1/hosts"), 403);
        refused(uma.post("/api/v1/pools", Map.of("name", "mine")), 403);
        refused(mia.post("/api/v1/vms", Map.of("name", "mine", "template", cloud.template())), 403);
        refused(uma.post("/api/v1/hosts/" + cloud.hosts().get(0) + "/actions/test-fence", null), 404);
        var vm = ada.get("/api/v1/vms?limit=1").text("/items/0/id");
        // None of hers: for her there is no such VM.
        refused(uma.send("DELETE", "/api/v1/vms/" + vm, null, Map.of()), 404);
        refused(uma.post("/api/v1/vms/" + vm + "/actions/protect", Map.of("protection", "off")), 404);
        assertThat(uma.get("/api/v1/vms").is(200).body().at("/total").asInt()).isZero();
    }

    @Test
    void listsArePaged() {
        var names = new java.util.ArrayList<String>();
        var after = "";
        do {
            var page = ada.get("/api/v1/vms?limit=2&sort=-name" + (after.isEmpty() ? "" : "&after=" + after));
            page.is(200)
                    .body()
                    .at("/items")
                    .forEach(vm -> names.add(vm.at("/name").asString()));
            after = page.text("/next");
        } while (!after.isEmpty());
        assertThat(names)
                .hasSize(ada.get("/api/v1/vms").body().at("/total").asInt())
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }
}
