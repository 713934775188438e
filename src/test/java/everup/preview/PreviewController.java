package everup.preview;

import io.everup.shared.Refusal;
import io.everup.shared.Slice;
import io.everup.ui.Answer;
import io.everup.ui.Listing;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Pages made of every part, with the cast of the demo: pool Office, hosts h1 to h3, VMs web-1, web-2 and db-1. */
@Controller
class PreviewController {

    private final Samples samples = new Samples();
    private final List<SseEmitter> listeners = new CopyOnWriteArrayList<>();

    @GetMapping("/")
    String dashboard(Model model) {
        model.addAttribute("sample", samples);
        return "preview/dashboard";
    }

    @GetMapping("/vms")
    String vms(Model model, @RequestParam(defaultValue = "") String q) {
        var found = samples.vms().stream().filter(vm -> vm.name().contains(q)).toList();
        model.addAttribute("vms", new Slice<>(found, q.isEmpty() ? "2s" : null, q.isEmpty() ? 4012 : found.size()));
        return "preview/vms";
    }

    @GetMapping("/vms/{id}")
    String vm(@PathVariable String id, Model model) {
        model.addAttribute("sample", samples);
        model.addAttribute("vm", samples.vms().get(0));
        return "preview/vm";
    }

    @GetMapping("/vms/new")
    String form(Model model) {
        model.addAttribute("errors", Map.of("label", "web-1 is already the name of a VM in Office."));
        model.addAttribute("sizes", Map.of("small", "Small: 1 CPU, 1 GiB", "large", "Large: 4 CPUs, 8 GiB"));
        return "preview/form";
    }

    @GetMapping("/templates")
    String templates() {
        return "preview/empty";
    }

    @GetMapping("/failovers")
    String failovers(Model model) {
        model.addAttribute(
                "failovers",
                Listing.of("", "", null, query -> new Slice<>(List.of(Failures.OPEN, Failures.DONE), null, 2)));
        return "failover/list";
    }

    @GetMapping("/failovers/{id}")
    String failover(Model model, @PathVariable String id) {
        model.addAttribute("report", Failures.report(id.equals("open") ? Failures.OPEN : Failures.DONE));
        model.addAttribute("now", Instant.parse("2026-11-22T13:05:00Z"));
        model.addAttribute("refused", null);
        return "failover/show";
    }

    @GetMapping("/hosts/{id}/attention")
    String attention(Model model, @PathVariable String id) {
        model.addAttribute("host", Map.of("id", id, "name", "h3", "fence", List.of()));
        model.addAttribute("report", Failures.report(Failures.OPEN));
        model.addAttribute("refused", null);
        return "failover/attention :: attention";
    }

    @GetMapping({
        "/pools",
        "/hosts",
        "/hosts/new",
        "/datastores",
        "/volumes",
        "/networks",
        "/tasks",
        "/events",
        "/audit",
        "/alarms"
    })
    String other(Model model) {
        return templates();
    }

    @GetMapping("/sign-in")
    String signIn(Model model, @RequestParam(required = false) String error) {
        model.addAttribute("failed", error == null ? null : "User name or password is wrong.");
        return "sign-in";
    }

    @GetMapping("/missing")
    String missing(Model model) {
        var refusal = Refusal.notFound("VM");
        model.addAttribute("status", 404);
        model.addAttribute("detail", refusal.getMessage());
        model.addAttribute("next", refusal.next());
        model.addAttribute("reference", "aip8lpn27j");
        return "error";
    }

    @GetMapping("/vms/{id}/console")
    String console(@PathVariable String id, Model model) {
        model.addAttribute("vm", samples.vms().get(0));
        return "vm/console";
    }

    @PostMapping("/vms/{id}/actions/{action}")
    ResponseEntity<Void> act(@PathVariable String id, @PathVariable String action, HttpServletRequest request) {
        if (action.equals("delete")) {
            throw Refusal.conflict("vm-running", "web-1 is running.", "Shut it down first, then delete it.");
        }
        return Answer.started(request, "Starting web‑1", "42", "/vms/" + id);
    }

    @GetMapping("/tree")
    String tree(Model model, @RequestParam(defaultValue = "") String q) {
        model.addAttribute("nodes", q.isEmpty() ? samples.pools() : samples.vmNodes());
        model.addAttribute("next", null);
        return "parts/tree :: nodes";
    }

    @GetMapping("/tree/pool/{id}")
    String hosts(Model model) {
        model.addAttribute("nodes", samples.hosts());
        return "parts/tree :: nodes";
    }

    @GetMapping("/tree/host/{id}")
    String vmsOfHost(@PathVariable String id, Model model) {
        model.addAttribute("nodes", samples.vmNodes());
        model.addAttribute("next", "/tree/host/" + id);
        return "parts/tree :: nodes";
    }

    @GetMapping("/tasks/drawer")
    String drawer(Model model) {
        model.addAttribute("tasks", samples.tasks());
        model.addAttribute("running", 2);
        return "parts/tasks :: drawer";
    }

    @ResponseBody
    @GetMapping("/alarms/count")
    String alarms() {
        return "1";
    }

    @ResponseBody
    @GetMapping("/search")
    Map<String, Object> search(@RequestParam String q) {
        return Map.of("items", List.of(Map.of("name", "web-1", "path", "/vms/1", "kind", "vm", "note", "VM on h1")));
    }

    @GetMapping("/live")
    SseEmitter live() throws IOException {
        var listener = new SseEmitter(0L);
        listeners.add(listener);
        listener.onCompletion(() -> listeners.remove(listener));
        listener.send(SseEmitter.event().comment("hello"));
        return listener;
    }

    @ResponseBody
    @GetMapping("/preview/change")
    String change(@RequestParam String type, @RequestParam String id) throws IOException {
        for (var listener : listeners) {
            listener.send(SseEmitter.event().name("change").data("{\"type\":\"" + type + "\",\"id\":\"" + id + "\"}"));
        }
        return listeners.size() + " told";
    }
}
