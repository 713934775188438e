package io.everup.journey;

/** The page that adds a host. */
record HostForm(Browser browser) {

    static HostForm open(Browser browser) {
        browser.go("/hosts/new");
        browser.see("h1", "Add host");
        return new HostForm(browser);
    }

    HostForm host(String name, String uri) {
        browser.type("#f-name", name);
        browser.choose("#f-connection", "other");
        browser.type("#f-uri", uri);
        return this;
    }

    void submit() {
        browser.click("#host-form button[type=submit]");
    }

    /** What the page says against it. */
    String problem() {
        return browser.text("#host-form .notice.tone-bad, #host-form .field-error");
    }
}
