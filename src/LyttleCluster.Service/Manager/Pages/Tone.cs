namespace LyttleCluster.Service.Manager.Pages;

/// <summary>How a word on a page is coloured. A colour never says anything that the word does not.</summary>
public enum Tone
{
    /// <summary>As text is.</summary>
    None,

    /// <summary>All is well.</summary>
    Good,

    /// <summary>Somebody should look.</summary>
    Doubtful,

    /// <summary>Something is broken.</summary>
    Bad,

    /// <summary>Of little interest.</summary>
    Quiet,
}
