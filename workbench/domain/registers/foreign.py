"""Words for statuses in the languages other than English in which registers arrive; each stands for one status of its register."""
# ruff: noqa: RUF001 - Turkish has an i without a dot

from collections.abc import Mapping

# fmt: off
RISK: Mapping[str, tuple[str, ...]] = {
    "proposed": (
        "propuesto", "borrador", "nuevo", "proposto", "rascunho", "novo", "vorgeschlagen", "entwurf", "neu", "proposé",
        "brouillon", "nouveau", "bozza", "nuovo", "voorgesteld", "concept", "nieuw", "proponowane", "nowe", "nowy", "новый",
        "новая", "新規", "新建", "신규", "yeni", "ny", "nytt", "utkast", "uusi",
    ),
    "open": (
        "abierto", "abierta", "activo", "en curso", "en proceso", "en progreso", "aberto", "aberta", "em andamento", "em curso",
        "em progresso", "offen", "aktiv", "laufend", "in bearbeitung", "ouvert", "ouverte", "actif", "en cours", "aperto",
        "aperta", "attivo", "in corso", "actief", "lopend", "in behandeling", "otwarty", "otwarte", "otwarta", "w toku",
        "w trakcie", "открыт", "открыта", "открыто", "активный", "в работе", "オープン", "対応中", "進行中", "打开", "进行中",
        "處理中", "处理中", "열림", "진행중", "진행 중", "açık", "devam ediyor", "öppen", "pågående", "pågår", "åpen", "åben",
        "i gang", "avoin", "käynnissä",
    ),
    "tolerated": (
        "aceptado", "tolerado", "aceito", "aceite", "akzeptiert", "toleriert", "accepté", "toléré", "accettato", "tollerato",
        "geaccepteerd", "zaakceptowane", "akceptowane", "принят", "принято", "受容", "接受", "已接受", "수용", "kabul edildi",
        "accepterad", "akseptert", "accepteret",
    ),
    "closed": (
        "cerrado", "cerrada", "finalizado", "fechado", "fechada", "encerrado", "encerrada", "concluído", "geschlossen",
        "abgeschlossen", "erledigt", "beendet", "fermé", "fermée", "clos", "clôturé", "clôturée", "terminé", "chiuso", "chiusa",
        "concluso", "gesloten", "afgesloten", "afgerond", "zamknięty", "zamknięte", "zamknięta", "zakończone", "закрыт",
        "закрыта", "закрыто", "завершен", "завершено", "クローズ", "完了", "終了", "対応済", "対応済み", "关闭", "已关闭",
        "已完成", "已關閉", "종료", "완료", "닫힘", "kapalı", "kapatıldı", "tamamlandı", "stängd", "avslutad", "lukket",
        "avsluttet", "afsluttet", "suljettu",
    ),
}
"""Of risks and principal risks."""

ACTION: Mapping[str, tuple[str, ...]] = {
    "not_started": (
        "no iniciado", "no iniciada", "sin iniciar", "não iniciado", "não iniciada", "nicht begonnen", "geplant", "non commencé",
        "non commencée", "pas commencé", "à faire", "prévu", "non iniziato", "non iniziata", "da fare", "niet gestart", "gepland",
        "te doen", "nie rozpoczęto", "nierozpoczęte", "planowane", "не начато", "запланировано", "новая", "未着手", "未対応",
        "新規", "未开始", "未開始", "待办", "미착수", "시작 전", "예정", "başlamadı", "başlanmadı", "planlandı", "ej påbörjad",
        "planerad", "ikke startet", "ikke påbegynt", "planlagt", "ei aloitettu",
    ),
    "in_progress": (
        "abierto", "abierta", "pendiente", "en curso", "en proceso", "en progreso", "aberto", "aberta", "pendente",
        "em andamento", "em curso", "em progresso", "offen", "laufend", "in bearbeitung", "in arbeit", "ouvert", "ouverte",
        "en cours", "aperto", "aperta", "in corso", "lopend", "in behandeling", "in uitvoering", "otwarty", "otwarte", "otwarta",
        "w toku", "w trakcie", "открыт", "открыта", "открыто", "в работе", "в процессе", "オープン", "対応中", "進行中", "作業中",
        "打开", "进行中", "處理中", "处理中", "열림", "진행중", "진행 중", "açık", "devam ediyor", "öppen", "pågående", "pågår",
        "åpen", "åben", "i gang", "avoin", "käynnissä",
    ),
    "complete": (
        "completado", "completada", "terminado", "hecho", "concluído", "concluída", "feito", "erledigt", "fertig",
        "abgeschlossen", "terminé", "terminée", "fait", "achevé", "completato", "completata", "fatto", "voltooid", "afgerond",
        "gereed", "zakończone", "wykonane", "ukończone", "выполнено", "завершено", "готово", "完了", "対応済", "対応済み", "済",
        "完成", "已完成", "완료", "tamamlandı", "klar", "färdig", "utförd", "ferdig", "fullført", "færdig", "udført", "valmis",
    ),
    "verified": (
        "cerrado", "cerrada", "verificado", "verificada", "fechado", "fechada", "encerrado", "encerrada", "geschlossen",
        "geprüft", "fermé", "fermée", "clos", "clôturé", "clôturée", "vérifié", "chiuso", "chiusa", "verificato", "verificata",
        "gesloten", "afgesloten", "zamknięty", "zamknięte", "zamknięta", "zweryfikowane", "закрыт", "закрыта", "закрыто",
        "проверено", "クローズ", "確認済", "確認済み", "关闭", "已关闭", "已關閉", "종료", "닫힘", "kapalı", "kapatıldı",
        "stängd", "avslutad", "lukket", "avsluttet", "afsluttet", "suljettu",
    ),
    "cancelled": (
        "cancelado", "cancelada", "anulado", "anulada", "abgebrochen", "storniert", "entfällt", "annulé", "annulée", "abandonné",
        "annullato", "annullata", "geannuleerd", "vervallen", "anulowane", "отменено", "中止", "取消", "キャンセル", "已取消",
        "취소", "취소됨", "iptal", "iptal edildi", "avbruten", "inställd", "avbrutt", "kansellert", "annulleret", "peruttu",
    ),
}
"""Of actions; what is closed is verified, as in English."""

DECISION: Mapping[str, tuple[str, ...]] = {
    "draft": (
        "borrador", "rascunho", "entwurf", "brouillon", "bozza", "concept", "черновик", "下書き", "草稿", "초안", "taslak",
        "utkast", "luonnos",
    ),
    "agreed": (
        "acordado", "acordada", "decidido", "decidida", "beschlossen", "vereinbart", "entschieden", "décidé", "décidée",
        "convenu", "deciso", "decisa", "concordato", "besloten", "overeengekomen", "uzgodniono", "postanowiono", "решено",
        "согласовано", "принято", "決定", "合意", "已决定", "已決定", "결정", "결정됨", "kararlaştırıldı", "beslutad",
        "besluttet", "vedtatt", "päätetty",
    ),
    "awaiting_approval": (
        "pendiente de aprobación", "aguardando aprovação", "genehmigung ausstehend", "en attente d'approbation",
        "in attesa di approvazione", "wacht op goedkeuring", "oczekuje na zatwierdzenie", "на согласовании", "на утверждении",
        "承認待ち", "待批准", "승인 대기", "onay bekliyor",
    ),
    "approved": (
        "aprobado", "aprobada", "aprovado", "aprovada", "genehmigt", "approuvé", "approuvée", "approvato", "approvata",
        "goedgekeurd", "zatwierdzone", "zatwierdzono", "утверждено", "одобрено", "承認", "承認済", "承認済み", "批准", "已批准",
        "승인", "승인됨", "onaylandı", "godkänd", "godkjent", "godkendt", "hyväksytty",
    ),
    "not_agreed": (
        "rechazado", "rechazada", "rejeitado", "rejeitada", "abgelehnt", "rejeté", "rejetée", "refusé", "respinto", "respinta",
        "afgewezen", "odrzucone", "odrzucono", "отклонено", "отказано", "却下", "否決", "已拒绝", "거부", "반려", "reddedildi",
        "avslagen", "avslått", "afvist", "hylätty",
    ),
    "deferred": (
        "aplazado", "aplazada", "adiado", "adiada", "vertagt", "zurückgestellt", "reporté", "reportée", "ajourné", "rinviato",
        "rinviata", "uitgesteld", "odroczone", "отложено", "延期", "保留", "推迟", "연기", "보류", "ertelendi", "uppskjuten",
        "utsatt", "udsat", "lykätty",
    ),
    "withdrawn": (
        "retirado", "retirada", "zurückgezogen", "retiré", "retirée", "ritirato", "ritirata", "ingetrokken", "wycofane",
        "отозвано", "取り下げ", "撤回", "철회", "geri çekildi", "tillbakadragen", "trukket", "peruttu",
    ),
    "lapsed": (
        "caducado", "vencido", "expirado", "verfallen", "abgelaufen", "expiré", "scaduto", "verlopen", "wygasłe", "истекло",
    ),
    "superseded": (
        "sustituido", "substituído", "ersetzt", "remplacé", "sostituito", "vervangen", "zastąpione", "заменено",
    ),
}
"""Of decisions."""
# fmt: on
