package io.everup.journey;

/** The page of a host that has fallen silent. */
record LostHostPage(Browser browser, String id) {

    LostHostPage open() {
        browser.go("/hosts/" + id);
        return this;
    }

    void isLost() {
        browser.see(".name-line .state", "Lost");
    }

    /** What it asks of the operator. */
    String advice() {
        return browser.text("main .guide-todo");
    }

    void confirmDead(String typed) {
        browser.click("[data-dialog=confirm-dead]");
        browser.type("#confirm-dead [data-typed-input]", typed);
    }

    boolean wouldSubmit() {
        return browser.see("#confirm-dead button[type=submit]").isEnabled();
    }

    void submit() {
        browser.click("#confirm-dead button[type=submit]");
    }
}
