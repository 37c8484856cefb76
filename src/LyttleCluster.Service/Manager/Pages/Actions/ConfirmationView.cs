using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>What would be done, before it is done.</summary>
public sealed record ConfirmationView
{
    /// <summary>What is done.</summary>
    public required string Title { get; init; }

    /// <summary>What it would do to each object.</summary>
    public required TableView Changes { get; init; }

    /// <summary>How many objects would be changed.</summary>
    public required int Count { get; init; }

    /// <summary>How many are as wanted already.</summary>
    public int Unchanged { get; init; }

    /// <summary>Whether all of it can be undone.</summary>
    public bool IsReversible { get; init; }

    /// <summary>Whether it moved on since it was shown last.</summary>
    public bool HasMoved { get; init; }

    /// <summary>What its reader should know.</summary>
    public IReadOnlyList<NoticeView> Notices { get; init; } = [];

    /// <summary>What was filled in before.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>Names the plan.</summary>
    public required string Plan { get; init; }

    /// <summary>Where it is sent.</summary>
    public required string Address { get; init; }

    /// <summary>Proves that the form is ours.</summary>
    public required string Proof { get; init; }

    /// <summary>Where to go instead.</summary>
    public required LinkView Back { get; init; }
}

/// <summary>A form to fill in.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Trouble">What is wrong with it as a whole; null: nothing.</param>
/// <param name="Address">Where it is sent.</param>
/// <param name="Proof">Proves that it is ours.</param>
/// <param name="Back">Where to go instead.</param>
public sealed record FormView(string Title, IReadOnlyList<FormField> Fields, NoticeView? Trouble, string Address, string Proof, LinkView Back);

/// <summary>The page of what is being done; its hole is filled as it comes.</summary>
/// <param name="Title">What is done.</param>
/// <param name="Back">Where to go from here.</param>
public sealed record OutcomeView(string Title, LinkView Back);

/// <summary>Something that came while it is done: a result, a line of a log, or the end.</summary>
/// <param name="Target">What it is about.</param>
/// <param name="Word">How it ended, in one word; empty for lines of logs.</param>
/// <param name="Tone">Its colour.</param>
public sealed record ProgressView(string Target, string Word, Tone Tone)
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>Lines that belong to it.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Where to read on.</summary>
    public LinkView? Link { get; init; }

    /// <summary>Whether it is the last one.</summary>
    public bool IsEnd { get; init; }
}
