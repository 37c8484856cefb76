using LyttleCluster.Core;
using LyttleCluster.Formatting;

namespace LyttleCluster.Demo.Printing;

/// <summary>Prints each step with what came of it, and ends the demo at the first outcome that is not as expected.</summary>
internal sealed class Transcript(TextWriter to, CancellationToken cancel)
{
    /// <summary>How many outcomes were as expected.</summary>
    public int Checked { get; private set; }

    public void Section(string title) => to.WriteLine($"\n--- {title} ---\n");

    /// <summary>What is done on a host, not through this project.</summary>
    public void OnHost(string prompt, string line, string output = "") => to.WriteLine($"{prompt} {line}\n{output}{(output.Length > 0 ? "\n" : "")}");

    /// <summary>Does what a line of PowerShell stands for.</summary>
    /// <param name="line">The line, which is printed but not executed.</param>
    /// <param name="work">The same through the engine.</param>
    /// <param name="view">How its rows are printed; null where the cmdlet gives none.</param>
    /// <param name="expected">What should come of it, in words.</param>
    /// <param name="check">The same as a condition.</param>
    public async Task StepAsync<T>(string line, IAsyncEnumerable<Answer<T>> work, IView<T>? view, string expected, Func<Outcome<T>, bool> check)
    {
        to.WriteLine($"PS> {line}   # not executed");
        var outcome = new Outcome<T>([], []);
        await foreach (var answer in work.WithCancellation(cancel))
            Take(answer, outcome, line, view);
        if (outcome.Rows.Count > 0 && view is not null and not IView<PlannedChange>)
            to.WriteLine();
        if (!check(outcome))
            throw new DemoFailedException($"after '{line}' this was expected: {expected}.");
        Checked++;
        to.WriteLine($"  [ok] {expected}\n");
    }

    /// <summary>Prints and checks what a visitor of a page gets from the nginx of each of some nodes.</summary>
    /// <param name="page">The address without its scheme.</param>
    /// <param name="expected">What the visitor should get.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="ask">Visits the page on one of them.</param>
    public async Task VisitAsync(string page, string expected, IEnumerable<string> nodes, Func<string, Task<string>> ask)
    {
        to.WriteLine($"# A visitor of http://{page} gets");
        foreach (var node in nodes)
        {
            var answer = await ask(node);
            if (answer != expected)
                throw new DemoFailedException($"a visitor of http://{page} should get '{expected}' from {node}, and got '{answer}'.");
            Checked++;
            to.WriteLine($"  [ok] from {node}: {answer}");
        }

        to.WriteLine();
    }

    /// <summary>Checks what a browser gets: a page with these words.</summary>
    public async Task BrowseAsync(string page, IEnumerable<string> shows, Func<string, Task<string>> ask)
    {
        to.WriteLine($"# A browser at {page}");
        var answer = await ask(page);
        foreach (var words in shows)
        {
            if (!answer.Contains(words, StringComparison.Ordinal))
                throw new DemoFailedException($"{page} should show '{words}', and does not.");
            Checked++;
            to.WriteLine($"  [ok] shows {words}");
        }

        to.WriteLine();
    }

    public void Say(string words) => to.WriteLine($"{words}\n");

    private void Take<T>(Answer<T> answer, Outcome<T> outcome, string line, IView<T>? view)
    {
        if (answer.Value is { } row)
        {
            foreach (var text in view?.Lines(row, first: outcome.Rows.Count == 0) ?? [])
                to.WriteLine(text);
            outcome.Rows.Add(row);
        }

        // What failed is told first as what became of it, then as a failure.
        if (answer.Failure is { } failure)
        {
            to.WriteLine($"{line.Split(' ')[0]}: {Printable.Line(failure.Message)}\n  Recommendation: {Printable.Line(failure.Remedy)}");
            outcome.Problems.Add(failure);
        }

        if (answer.Warning is { } warning)
        {
            to.WriteLine($"WARNING: {Printable.Line(warning.Message)}");
        }
    }
}

/// <summary>What came of a step.</summary>
internal sealed record Outcome<T>(List<T> Rows, List<ClusterException> Problems);
