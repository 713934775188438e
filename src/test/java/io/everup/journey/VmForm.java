package io.everup.journey;

/** The page that makes VMs. */
record VmForm(Browser browser) {

    static VmForm open(Browser browser) {
        browser.go("/vms/new");
        browser.see("h1", "New VM");
        return new VmForm(browser);
    }

    VmForm vms(String name, int count, String template) {
        browser.type("#f-name", name);
        browser.type("#f-count", String.valueOf(count));
        chooseByWord("#f-template", template);
        browser.see("#vm-form", "as the template says");
        browser.until("the form has what the template brings", () -> !browser.has(".htmx-request"));
        return this;
    }

    VmForm inPool(String name) {
        chooseByWord("#f-pool", name);
        return this;
    }

    VmForm protect(int priority) {
        browser.choose("#f-protection", "PROTECTED");
        browser.type("#f-priority", String.valueOf(priority));
        return this;
    }

    void submit() {
        browser.click("#vm-form button[type=submit]");
        browser.until("the form is taken", () -> !browser.place().startsWith("/vms/new") && !browser.has("#vm-form"));
    }

    private void chooseByWord(String css, String word) {
        browser.until(css + " offers " + word, () -> {
            var option = browser.see(css).findElements(org.openqa.selenium.By.tagName("option")).stream()
                    .filter(each -> each.getText().startsWith(word))
                    .findFirst();
            option.filter(each -> !each.isSelected()).ifPresent(org.openqa.selenium.WebElement::click);
            return option.isPresent();
        });
    }
}
