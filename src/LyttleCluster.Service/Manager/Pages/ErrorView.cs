namespace LyttleCluster.Service.Manager.Pages;

/// <summary>What went wrong, for people.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Message">What happened.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="ErrorId">Its name, as in cmdlets and API.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Tone">How bad it is.</param>
/// <param name="Links">Where to go.</param>
public sealed record ErrorView(string Title, string Message, string Remedy, string ErrorId, int Status, Tone Tone, IReadOnlyList<LinkView> Links);
