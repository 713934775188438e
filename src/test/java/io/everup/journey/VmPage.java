package io.everup.journey;

/** A VM's own page. */
record VmPage(Browser browser, String id) {

    VmPage open() {
        browser.go("/vms/" + id);
        browser.see(".name-line .state");
        return this;
    }

    void shutDown() {
        browser.click("form[action$='/actions/shutdown'] button");
    }

    void delete(String name) {
        browser.click(".page-actions details.menu > summary");
        browser.click("[data-dialog=delete-vm]");
        browser.type("#delete-vm [data-typed-input]", name);
        browser.click("#delete-vm button[type=submit]");
    }
}
