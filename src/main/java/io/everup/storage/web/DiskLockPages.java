package io.everup.storage.web;

import io.everup.host.HostDirectory;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Slice;
import io.everup.storage.DiskLockOperations;
import io.everup.storage.DiskLockView;
import io.everup.task.TaskAnswers;
import io.everup.task.TaskView;
import io.everup.ui.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** Disk locks of a host: a part of its availability page, and over HTTP. */
@Controller
class DiskLockPages {

    private final DiskLockOperations locks;
    private final HostDirectory hosts;
    private final TaskAnswers tasks;

    DiskLockPages(DiskLockOperations locks, HostDirectory hosts, TaskAnswers tasks) {
        this.locks = locks;
        this.hosts = hosts;
        this.tasks = tasks;
    }

    @GetMapping("/hosts/{id}/disk-locks")
    String part(Actor actor, Model model, @PathVariable UUID id) {
        var host = hosts.host(actor, id);
        model.addAttribute("host", host);
        model.addAttribute("locks", locks.ofHost(actor, id));
        model.addAttribute("refused", actor.refusal(Permission.HA_MANAGE, Place.pool(host.poolId())));
        return "datastore/locks :: locks";
    }

    @PostMapping("/hosts/{id}/actions/try-disk-locks")
    ResponseEntity<Void> check(Actor actor, HttpServletRequest request, @PathVariable UUID id) {
        return Answer.started(
                request, "Trying the disk locks", locks.check(actor, id), "/hosts/" + id + "/availability");
    }

    @GetMapping("/api/v1/hosts/{id}/disk-locks")
    @ResponseBody
    Slice<DiskLockView> list(Actor actor, @PathVariable UUID id) {
        var all = locks.ofHost(actor, id);
        return new Slice<>(all, null, all.size());
    }

    @PostMapping("/api/v1/hosts/{id}/actions/try-disk-locks")
    ResponseEntity<TaskView> checkByApi(Actor actor, @PathVariable UUID id) {
        return tasks.accepted(actor, locks.check(actor, id));
    }
}
