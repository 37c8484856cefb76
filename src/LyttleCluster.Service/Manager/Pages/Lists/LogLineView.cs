namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>A line of a log.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Mark">Its level or stream; empty: none.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tone">Its colour.</param>
public sealed record LogLineView(string Time, string Mark, string Text, Tone Tone);
