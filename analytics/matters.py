"""The audit matters (稽查事项) of the seven categories, as the audit charter words them.

A check's card names the one that it answers; `analytics.rulebook.coverage` shows which have no check.
"""

from collections.abc import Mapping

from models.category import Category

LIBRARY = "主题库"  # a matter of the audit subject library, beside those of the charter

MATTERS: Mapping[Category, tuple[str, ...]] = {
    Category.ARCHIVE: (
        "检查客户档案记录是否齐全",
        "容量和电压等级匹配情况",
        "用电属性和行业分类的匹配情况",
        "客户动力设备资料是否提供完全",
        "报装容量和变压器实际安装容量的匹配情况",
        "检查客户工程材料信息的录入情况",
        "临时客户是否正确执行临时接电收费标准",
        "功率因数是否按规定进行考核",
        "供电电源是否明确",
        LIBRARY,
    ),
    Category.BUSINESS: (
        "业扩时限执行",
        "业扩流程",
        "业扩收费",
        "电费计算中心严格审核控制退补电量电费",
        "退补电量电费",
        "修改指针等工作流程",
    ),
    Category.METERING: (
        "倍率与互感器不符",
        "计量装置档案",
        "计量方式的选择是否合理",
        "周期检定(轮换)",
        "表计资产管理核对",
        "表计资产管理",
        "现场是否存在未入系统的电能计量装置",
        "故障表计追加电量有质疑",
        LIBRARY,
    ),
    Category.TARIFF: (
        "零电量用户",
        "抄表数据准备",
        "定比用户抄表周期",
        "定比用户",
        "功率因数调整电费执行情况",
        "居民一表一户是否按照文件执行",
        "居民一表一户",
        "电价政策",
        "电价执行",
        LIBRARY,
    ),
    Category.ACCOUNT: (
        "电费回收率",
        "电费上缴率",
        "电费安全管理",
        "电费现金管理",
        "应收电费余额",
        "总账和明细账、明细账和用户余额是否平衡",
        "资产类科目和负债类科目是否平衡",
        "营销应付账款和财务应收账款是否对应",
        "核对收费用户余额是否与现场实际相符",
        LIBRARY,
    ),
    Category.INSPECTION: (
        "供用电合同签订、进机和归档",
        "供用电合同",
        "进机和归档",
        "自发电管理",
        "营业普查工作",
        "用电检查跟踪",
        "反窃查违",
        "供电方式、计量方式的选择是否合理",
        "从申请到抄表、核算、收费整个流程跟踪",
        "对新装、增容、变更、临时用电业务流程进行稽查",
        LIBRARY,
    ),
    Category.SERVICE: (
        "95598故障报修",
        "抢修响应速度",
        "对客户的投诉必须及时跟踪处理",
        "95598各类工单",
        "每周对各类报修等工单梳理",
        "统计业务人员的服务质量",
        "严肃责任人考核",
        "服务规定",
        "承诺和服务标准100%落实",
        "各项承诺和服务标准100%落实",
        "明察暗访与最满意窗口",
        "每周对各类报修工单进行梳理分析",
        LIBRARY,
    ),
}
