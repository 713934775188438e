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

    /** A fence device, whose fields come when its agent is chosen. */
    HostForm fence(String agent, java.util.Map<String, String> values) {
        browser.choose("#f-agent", agent);
        values.forEach((name, value) -> browser.type("[id='f-fence." + name + "']", value));
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
