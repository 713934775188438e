package io.everup.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedRulesTest {

    private static final String ID = "0197c1d2-0000-7000-8000-00000000000a";

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/vms/#/actions/start, vm.start, vm",
        "POST, /vms/#/actions/start, vm.start, vm",
        "POST, /api/v1/vms, vm.create, vm",
        "PATCH, /api/v1/users/#, user.change, user",
        "DELETE, /api/v1/hosts/#, host.delete, host",
        "DELETE, /api/v1/vms/#/snapshots/#, vm.snapshots.delete, vm",
        "PUT, /api/v1/ldap, ldap.change, ldap",
        "POST, /ldap/test, ldap.test, ldap",
        "GET, /audit, audit.see, audit",
        "POST, /, request, address",
        "POST, /api/v1/<script>/x, x.create, x"
    })
    void aRefusedRequestHasTheWordsOfTheOneThatIsCarriedOut(String method, String path, String action, String type) {
        var address = path.replace("#", ID);
        assertThat(RefusedRules.action(method, address)).isEqualTo(action);
        assertThat(RefusedRules.type(address)).isEqualTo(type);
    }

    @Test
    void theSubjectIsTheFirstId() {
        assertThat(RefusedRules.subject("/api/v1/vms/" + ID + "/actions/start")).hasToString(ID);
        assertThat(RefusedRules.subject("/api/v1/vms")).isNull();
    }
}
