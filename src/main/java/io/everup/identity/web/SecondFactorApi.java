package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.SecondFactorOffer;
import io.everup.identity.SecondFactorOperations;
import io.everup.identity.SecondFactorView;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One's own second factor over HTTP. Every change asks for the password: a token alone changes nothing. */
@RestController
@RequestMapping("/api/v1/me/second-factor")
class SecondFactorApi {

    record Password(@NotBlank String password) {
        @Override
        public String toString() {
            return "Password";
        }
    }

    record Code(@NotBlank String code) {
        @Override
        public String toString() {
            return "Code";
        }
    }

    record Proof(@NotBlank String password, @NotBlank String code) {
        @Override
        public String toString() {
            return "Proof";
        }
    }

    record RecoveryCodes(List<String> recoveryCodes) {
        @Override
        public String toString() {
            return "RecoveryCodes";
        }
    }

    private final SecondFactorOperations operations;

    SecondFactorApi(SecondFactorOperations operations) {
        this.operations = operations;
    }

    @GetMapping
    SecondFactorView view(Actor actor) {
        return operations.view(actor);
    }

    /** The answer holds a secret for an authenticator; it counts once a code of it was confirmed. */
    @PostMapping
    ResponseEntity<SecondFactorOffer> begin(Actor actor, @Valid @RequestBody Password wish) {
        return shownOnce(operations.begin(actor, wish.password()));
    }

    /** The answer holds the recovery codes; they are shown this once. */
    @PostMapping("/actions/confirm")
    ResponseEntity<RecoveryCodes> confirm(Actor actor, @Valid @RequestBody Code wish) {
        return shownOnce(new RecoveryCodes(operations.confirm(actor, wish.code())));
    }

    @PostMapping("/actions/renew-recovery-codes")
    ResponseEntity<RecoveryCodes> renew(Actor actor, @Valid @RequestBody Proof proof) {
        return shownOnce(new RecoveryCodes(operations.renewRecoveryCodes(actor, proof.password(), proof.code())));
    }

    @PostMapping("/actions/remove")
    ResponseEntity<Void> remove(Actor actor, @Valid @RequestBody Proof proof) {
        operations.remove(actor, proof.password(), proof.code());
        return ResponseEntity.noContent().build();
    }

    private static <T> ResponseEntity<T> shownOnce(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }
}
