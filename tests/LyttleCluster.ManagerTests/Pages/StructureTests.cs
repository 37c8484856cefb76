namespace LyttleCluster.ManagerTests.Pages;

/// <summary>What those need who hear a page, or go through it with the keyboard.</summary>
[Collection(ChromiumCollection.Name)]
public class StructureTests(Chromium chromium)
{
    /// <summary>Rules of WCAG that can be told by a program, over what the browser made of a page.</summary>
    private const string Rules = """
        () => {
          const wrong = [];
          const name = element => element.getAttribute('aria-label') || element.title || element.textContent.trim() || element.value;
          if (!document.documentElement.lang) wrong.push('the page has no language');
          if (!document.title.trim()) wrong.push('the page has no title');
          if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
          if (document.querySelectorAll('main').length !== 1) wrong.push('not one main');
          if (!document.querySelector('header nav[aria-label]')) wrong.push('navigation without a name');
          let last = 0;
          for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
            const level = +heading.tagName[1];
            if (level > last + 1) wrong.push('heading skips a level: ' + heading.textContent);
            if (!heading.textContent.trim()) wrong.push('empty heading');
            last = level;
          }
          for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
            if (!field.labels.length && !field.getAttribute('aria-label')) wrong.push('field without a label: ' + field.name);
          for (const element of document.querySelectorAll('a, button')) if (!name(element)) wrong.push('no name: ' + element.outerHTML);
          for (const image of document.querySelectorAll('svg')) if (!image.getAttribute('aria-hidden') && !image.getAttribute('aria-label')) wrong.push('picture without words');
          const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
          for (const id of new Set(ids)) if (ids.filter(other => other === id).length > 1) wrong.push('id twice: ' + id);
          for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
            for (const id of ((element.getAttribute('aria-describedby') || '') + ' ' + (element.getAttribute('aria-labelledby') || '')).split(' ').filter(Boolean))
              if (!document.getElementById(id)) wrong.push('points nowhere: ' + id);
          for (const table of document.querySelectorAll('table')) {
            if (!table.caption) wrong.push('table without a caption');
            const columns = table.tHead.rows[0].cells.length;
            for (const row of table.rows) if (row.cells.length !== columns) wrong.push('row with ' + row.cells.length + ' of ' + columns + ' cells');
          }
          for (const element of document.querySelectorAll('[style], [onclick]')) wrong.push('inline: ' + element.outerHTML);
          for (const element of document.querySelectorAll('[tabindex]')) if (+element.getAttribute('tabindex') > 0) wrong.push('own tab order');
          return wrong;
        }
        """;

    [ChromiumFact]
    public async Task Every_page_has_landmarks_headings_and_labels()
    {
        await using var manager = await SamplePages.StartAsync();
        await using var window = await chromium.OpenAsync(manager.Address, new WindowOptions { HasScript = true });
        foreach (var path in PageList.Paths.Concat(["/sign-in", "/nowhere", "/domains/shop.example.com/remove", "/nodes/ams1/suspend"]))
        {
            await window.GoAsync(path);
            Assert.Equal((path, ""), (path, string.Join("; ", await window.Page.EvaluateAsync<string[]>(Rules))));
        }
    }

    [ChromiumFact]
    public async Task A_node_is_suspended_with_the_keyboard_alone()
    {
        await using var manager = await SamplePages.StartAsync();
        await using var window = await chromium.OpenAsync(manager.Address);
        await window.GoAsync("/nodes/ams1");
        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusedAsync(window));
        await window.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(window, "Suspend…");
        Assert.NotEqual("none", await window.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await window.Page.Keyboard.PressAsync("Enter");
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator("h1")).ToContainTextAsync("Suspend node ams1");
        await TabToAsync(window, "Do it");
        await window.Page.Keyboard.PressAsync("Enter");
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator(".notice.good")).ToContainTextAsync("Done.");
        Assert.True((await manager.Cluster.Nodes.GetAsync(new Core.NodeQuery { Nodes = ["ams1"], Cached = true }, CancellationToken.None).FirstAsync()).Value!.Suspended);
    }

    private static async Task TabToAsync(Window window, string name)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await FocusedAsync(window) == name) return;
            await window.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"'{name}' cannot be reached by the key Tab.");
    }

    private static Task<string> FocusedAsync(Window window) => window.Page.EvaluateAsync<string>("document.activeElement.textContent.trim()");
}
